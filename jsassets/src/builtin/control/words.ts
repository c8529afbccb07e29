/// What is said around the element that a value is entered in: its label, help and messages.

import { h, setText } from "../../page/dom.ts";
import { changedMark, changedText } from "./enter.ts";
import { nameless, uniqueID, type Props } from "./props.ts";
import { steadily } from "./steady.ts";

export class Words {
  readonly label: HTMLElement;
  /// The label with the mark that the value was changed.
  readonly head: HTMLElement;
  readonly help = h("p", { class: "gk-control-help", id: uniqueID() });
  readonly message = h("p", { class: "gk-control-error", id: uniqueID(), role: "alert" });
  private readonly mark = changedMark();

  /// `main` is what has the label, or a `group` of such.
  constructor(
    private readonly main: HTMLElement,
    private readonly group = false,
  ) {
    main.id = uniqueID();
    this.label = h(group ? "span" : "label", { class: "gk-control-label", id: uniqueID() });
    this.head = h(group ? "legend" : "div", { class: "gk-control-head" }, this.label, this.mark);
    if (!group) this.label.setAttribute("for", main.id);
  }

  /// Says what the props say; `more` is the ID of something else that describes the value.
  show(props: Props, more?: string | false): void {
    const { main, label, mark, help, message } = this;
    setText(label, props.required ? `${props.label} (required)` : props.label);
    nameless(main, props);
    if (this.group && props.label) main.setAttribute("aria-labelledby", label.id);
    else main.removeAttribute("aria-labelledby");
    setText(mark, props.changed ? changedText(props) : "");
    mark.hidden = !props.changed;
    setText(help, props.help ?? "");
    help.hidden = !props.help;
    steadily(() => {
      setText(message, props.error ?? "");
      message.hidden = !props.error;
    });
    main.setAttribute("aria-invalid", String(Boolean(props.error)));
    main.setAttribute("aria-busy", String(props.loading ?? false));
    const about = [props.changed && mark.id, more, props.help && help.id, props.error && message.id].filter(Boolean).join(" ");
    if (about) main.setAttribute("aria-describedby", about);
    else main.removeAttribute("aria-describedby");
  }
}
