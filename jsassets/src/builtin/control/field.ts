/// A value with its label, help and messages, and when it is sent.

import { h } from "../../page/dom.ts";
import { editor, type Editor } from "./editors.ts";
import { asks } from "./enter.ts";
import type { Part } from "./part.ts";
import type { Props } from "./props.ts";
import { Words } from "./words.ts";

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
  private readonly words: Words;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /// Whether the user has changed something that was not sent.
  private typed = false;

  constructor(
    readonly props: Props,
    private readonly options: FieldOptions,
  ) {
    this.editor = editor(props);
    const { element, main, group } = this.editor;
    this.words = new Words(main, group);
    const { head, help, message } = this.words;
    if (group) main.prepend(head);
    if (props.required) main.setAttribute(group ? "data-required" : "aria-required", "true");
    const beside = props.kind === "checkbox";
    this.element = h("div", { class: beside ? "gk-control gk-control-beside" : "gk-control", "data-kind": props.kind });
    this.element.append(...(group ? [element] : beside ? [element, head] : [head, element]), help, message);
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
    this.words.show(props);
    for (const part of editor.parts) part.disabled = Boolean(props.disabled || props.loading);
    if ("placeholder" in editor.main) editor.main.placeholder = props.placeholder ?? "";
  }
}
