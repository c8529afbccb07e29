/// What a cell has written and returned, below its source.

import { h, setText } from "./dom.ts";
import { errorElement, type Jump } from "./errorview.ts";
import type { Output } from "./notebook.ts";
import { TerminalView } from "./terminal.ts";
import { valueView, type ValueView } from "./valueview.ts";
import type { FrameOptions } from "./view.ts";

interface Shown {
  output: Output;
  element: HTMLElement;
  terminal?: TerminalView;
  value?: ValueView;
}

export class OutputsView {
  readonly element = h("div", { class: "outputs", "aria-live": "off" });
  private readonly missing = h("p", { class: "output output-missing", hidden: true });
  private shown: Shown[] = [];

  constructor(
    private readonly cell: number,
    private readonly frames: FrameOptions,
    private readonly jump: Jump,
  ) {
    this.element.append(this.missing);
  }

  /// Whether all live widgets on display have handled within so many milliseconds what the
  /// user did to them.
  async settled(within: number): Promise<boolean> {
    const frames = this.shown.flatMap(({ value }) => value?.frame ?? []);
    const answers = await Promise.all(frames.map((frame) => frame.settled(within)));
    return answers.every((answer) => answer);
  }

  /// Shows these outputs; what is on display already, its frames included, stays untouched.
  /// `dropped` outputs are missing before the first.
  update(outputs: readonly Output[], dropped: number): void {
    if (outputs.length === 0 && this.shown.length > 0) this.hold();
    this.missing.hidden = dropped === 0;
    setText(this.missing, dropped > 0 ? `${dropped} earlier outputs not shown` : "");
    const gone = this.shown.findIndex(({ output }) => output === outputs[0]);
    for (const old of this.shown.splice(0, Math.max(0, gone))) this.discard(old);
    for (const surplus of this.shown.splice(outputs.length)) this.discard(surplus);
    outputs.forEach((output, i) => this.put(i, output));
  }

  /// The outputs are complete: the place held for them is given up.
  settle(): void {
    this.element.style.minHeight = "";
  }

  close(): void {
    for (const shown of this.shown.splice(0)) this.discard(shown);
  }

  /// A cell that runs again usually writes as much as before: keeping the height spares the
  /// reader a jump.
  private hold(): void {
    this.element.style.minHeight = `${this.element.offsetHeight}px`;
  }

  private put(i: number, output: Output): void {
    const present = this.shown[i];
    if (present?.output === output) return;
    if (present?.terminal && (output.kind === "stdout" || output.kind === "stderr") && present.output.kind === output.kind) {
      present.terminal.update(output);
      present.output = output;
      return;
    }
    const fresh = this.show(output);
    if (present) {
      present.element.replaceWith(fresh.element);
      this.discard(present);
    } else {
      this.element.append(fresh.element);
    }
    this.shown[i] = fresh;
  }

  private show(output: Output): Shown {
    switch (output.kind) {
      case "stdout":
      case "stderr": {
        const terminal = new TerminalView(output);
        return { output, element: terminal.element, terminal };
      }
      case "value": {
        const value = valueView(output.data, this.frames);
        return { output, element: value.element, value };
      }
      case "error":
        return { output, element: errorElement(this.cell, output.error, this.jump) };
      case "note":
        return { output, element: h("p", { class: "output output-note", "data-output": "note" }, output.text) };
    }
  }

  private discard(shown: Shown): void {
    shown.value?.close();
    shown.element.remove();
  }
}
