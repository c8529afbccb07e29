/// A button.

import { h, setText } from "../../page/dom.ts";
import type { BuiltinContext } from "../contract.ts";
import { afterChanges } from "./pending.ts";
import { nameless, uniqueID, type Props } from "./props.ts";

export function button(ctx: BuiltinContext, props: Props): { element: HTMLElement; update(patch: Partial<Props>): void } {
  const press = new Press(props.primary ?? false);
  press.element.addEventListener("click", () => {
    if (press.usable) afterChanges(() => void ctx.pushEvent("click"));
  });
  const help = h("p", { class: "gk-control-help", id: uniqueID() });
  press.element.setAttribute("aria-describedby", help.id);
  const update = () => {
    press.update(props.label, props.disabled ?? false, props.loading ?? false);
    setText(help, props.help ?? "");
    help.hidden = !props.help;
  };
  update();
  return {
    element: h("div", { class: "gk-control" }, press.element, help),
    update: (patch) => {
      Object.assign(props, patch);
      update();
    },
  };
}

/// A button that can be disabled, or busy: then it keeps the keyboard's focus.
export class Press {
  readonly element: HTMLButtonElement;
  private readonly words = h("span", {});
  usable = true;

  constructor(primary: boolean, type: "button" | "submit" = "button") {
    this.element = h("button", { type, class: primary ? "gk-control-button gk-control-primary" : "gk-control-button" }, this.words);
  }

  update(label: string, disabled: boolean, loading: boolean): void {
    setText(this.words, label);
    nameless(this.element, { label, kind: "button" });
    this.element.disabled = disabled;
    this.element.setAttribute("aria-disabled", String(loading));
    this.element.setAttribute("aria-busy", String(loading));
    this.usable = !disabled && !loading;
  }
}
