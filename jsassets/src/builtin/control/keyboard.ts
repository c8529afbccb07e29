/// A switch that sends the keys of this page.

import { h, setText } from "../../page/dom.ts";
import type { BuiltinContext } from "../contract.ts";
import { Press } from "./button.ts";
import type { Props } from "./props.ts";

export function keyboard(ctx: BuiltinContext, props: Props): { element: HTMLElement; update(patch: Partial<Props>): void } {
  const view = new Keyboard(ctx, props);
  ctx.onDestroy(() => view.close());
  return view;
}

class Keyboard {
  readonly element: HTMLElement;
  private readonly toggle = new Press(false);
  private readonly help = h("p", { class: "gk-control-help" });
  private readonly listening = new AbortController();
  private enabled = false;

  constructor(
    private readonly ctx: BuiltinContext,
    private readonly props: Props,
  ) {
    this.element = h("div", { class: "gk-control" }, this.toggle.element, this.help);
    this.toggle.element.classList.add("gk-control-keyboard");
    this.toggle.element.addEventListener("click", () => {
      this.switch(!this.enabled);
      if (this.enabled) this.toggle.element.blur(); // or Space would turn it off again
    });
    const options = { capture: true, signal: this.listening.signal };
    addEventListener("keydown", (event) => this.key(event, "keydown"), options);
    addEventListener("keyup", (event) => this.key(event, "keyup"), options);
    addEventListener("focusin", (event) => editable(event.composedPath()[0]) && this.switch(false), options);
    this.refresh();
  }

  update(patch: Partial<Props>): void {
    Object.assign(this.props, patch);
    if (this.props.disabled || this.props.loading) this.switch(false);
    this.refresh();
  }

  close(): void {
    this.listening.abort();
    this.switch(false);
  }

  private switch(enabled: boolean): void {
    if (this.enabled === enabled || (enabled && !this.toggle.usable)) return;
    this.enabled = enabled;
    this.refresh();
    if (this.props.status) void this.ctx.pushEvent("status", enabled);
  }

  private key(event: KeyboardEvent, kind: "keydown" | "keyup"): void {
    const toggles = kind === "keydown" && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && this.near();
    if (toggles && (!this.enabled || this.props.shortcuts)) {
      event.preventDefault();
      event.stopPropagation();
      return this.switch(!this.enabled);
    }
    // Tab leads on, and the switch itself can be reached: nobody is caught here.
    if (!this.enabled || event.key === "Tab" || event.composedPath()[0] === this.toggle.element) return;
    if (this.props.shortcuts !== "on") {
      event.preventDefault();
      event.stopPropagation();
    }
    if (!event.repeat && (kind === "keydown" ? this.props.down : this.props.up)) void this.ctx.pushEvent(kind, event.key);
  }

  /// Whether the keyboard's focus is in the cell, or the widget, that this is part of.
  private near(): boolean {
    const tree = this.element.getRootNode();
    const around = tree instanceof ShadowRoot ? tree.host : this.element.closest(".cell");
    return around?.contains(document.activeElement) ?? false;
  }

  private refresh(): void {
    const { label, help, disabled = false, loading = false } = this.props;
    this.toggle.update(label, disabled, loading);
    this.toggle.element.setAttribute("aria-pressed", String(this.enabled));
    setText(this.help, help ?? "");
    this.help.hidden = !help;
  }
}

function editable(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("textarea, select, [role=textbox], input:not([type=checkbox], [type=radio], [type=range], [type=button])"))
  );
}
