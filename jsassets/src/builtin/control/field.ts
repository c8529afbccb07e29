/// A value with its label, help and messages, and when it is sent.

import { h, setText } from "../../page/dom.ts";
import { editor, type Editor } from "./editors.ts";
import { asks, changedMark, changedText } from "./enter.ts";
import type { Part } from "./part.ts";
import { nameless, uniqueID, type Props } from "./props.ts";
import { steadily } from "./steady.ts";

export interface FieldOptions {
  /// Takes a value that the user has finished with.
  send(value: unknown): void;
  /// Called after Enter, when what was entered is sent; `changed` says that there was
  /// something to send. Without it Enter is somebody else's affair.
  enter?(changed: boolean): void;
}

export class Field implements Part {
  readonly element: HTMLElement;
  private readonly editor: Editor;
  private readonly label: HTMLElement;
  private readonly help = h("p", { class: "gk-control-help", id: uniqueID() });
  private readonly mark = changedMark();
  private readonly message = h("p", { class: "gk-control-error", id: uniqueID(), role: "alert" });
  private timer: ReturnType<typeof setTimeout> | undefined;
  /// Whether the user has changed something that was not sent.
  private typed = false;

  constructor(
    readonly props: Props,
    private readonly options: FieldOptions,
  ) {
    this.editor = editor(props);
    const { element, main, group } = this.editor;
    main.id = uniqueID();
    this.label = h(group ? "span" : "label", { class: "gk-control-label", id: uniqueID() });
    const head = h(group ? "legend" : "div", { class: "gk-control-head" }, this.label, this.mark);
    if (group) main.prepend(head);
    else this.label.setAttribute("for", main.id);
    if (props.required) main.setAttribute(group ? "data-required" : "aria-required", "true");
    const beside = props.kind === "checkbox";
    this.element = h("div", { class: beside ? "gk-control gk-control-beside" : "gk-control", "data-kind": props.kind });
    this.element.append(...(group ? [element] : beside ? [element, head] : [head, element]), this.help, this.message);
    this.listen();
    this.write(props.value);
    this.refresh();
  }

  /// What is entered; undefined if it is no value.
  read(): unknown {
    return this.editor.read();
  }

  draft(): unknown {
    return this.read();
  }

  /// Shows a value and forgets what was typed.
  write(value: unknown): void {
    clearTimeout(this.timer);
    this.typed = false;
    this.editor.write(value);
  }

  /// Shows a value that came from elsewhere, unless the user is just typing another.
  receive(value: unknown): void {
    this.props.value = value;
    if (!this.typed) this.write(value);
  }

  /// Shows what is wrong; "" for nothing.
  say(message: string): void {
    this.props.error = message;
    this.refresh();
  }

  update(patch: Partial<Props>): void {
    const { value, ...rest } = patch;
    Object.assign(this.props, rest);
    if ("value" in patch) this.receive(value);
    this.refresh();
  }

  focus(): void {
    (this.editor.parts[0] ?? this.editor.main).focus();
  }

  /// Sends what was not sent yet.
  finish(): void {
    clearTimeout(this.timer);
    if (!this.typed) return;
    const value = this.read();
    if (value === undefined) return this.say("This cannot be read.");
    this.typed = false;
    this.options.send(value);
  }

  settled(): Promise<boolean> {
    return Promise.resolve(true);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  /// Sends what was not sent yet, and lets Enter do what it does.
  private enter(): void {
    const changed = this.typed;
    this.finish();
    if (!this.typed) this.options.enter?.(changed);
  }

  private listen(): void {
    const { element, instant } = this.editor;
    element.addEventListener(instant ? "change" : "input", () => {
      this.typed = true;
      const { debounce } = this.props;
      if (instant || debounce === 0) return this.finish();
      if (debounce === undefined) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.finish(), debounce);
    });
    element.addEventListener("change", () => !instant && this.props.kind !== "range" && this.finish());
    element.addEventListener("keydown", (event) => {
      if (!this.options.enter || !asks(event, this.props.kind)) return;
      event.preventDefault();
      this.enter();
    });
  }

  private refresh(): void {
    const { props, editor } = this;
    this.element.toggleAttribute("data-busy", props.loading ?? false);
    setText(this.label, props.required ? `${props.label} (required)` : props.label);
    nameless(editor.main, props);
    if (editor.group && props.label) editor.main.setAttribute("aria-labelledby", this.label.id);
    else editor.main.removeAttribute("aria-labelledby");
    setText(this.help, props.help ?? "");
    this.help.hidden = !props.help;
    steadily(() => {
      setText(this.message, props.error ?? "");
      this.message.hidden = !props.error;
    });
    editor.main.setAttribute("aria-invalid", String(Boolean(props.error)));
    editor.main.setAttribute("aria-busy", String(props.loading ?? false));
    setText(this.mark, props.changed ? changedText(props) : "");
    this.mark.hidden = !props.changed;
    const about = [props.changed && this.mark.id, props.help && this.help.id, props.error && this.message.id].filter(Boolean).join(" ");
    if (about) editor.main.setAttribute("aria-describedby", about);
    else editor.main.removeAttribute("aria-describedby");
    for (const part of editor.parts) part.disabled = Boolean(props.disabled || props.loading);
    if ("placeholder" in editor.main) editor.main.placeholder = props.placeholder ?? "";
  }
}
