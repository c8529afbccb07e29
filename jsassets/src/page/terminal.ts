/// Text output: stdout and stderr as a terminal would show them.

import { plain, Terminal, type Line, type Style } from "./ansi.ts";
import { h } from "./dom.ts";
import { size } from "./format.ts";
import type { Output } from "./notebook.ts";

type TextOutput = Extract<Output, { kind: "stdout" | "stderr" }>;

/// Lines of one block: what is appended lays out its own block only.
const blockLines = 64;

/// The most lines on display unasked, and how many stay when there are more.
const mostLines = 8000;
const keptLines = 6000;

/// TerminalView shows one text output and takes up what is appended to it without drawing
/// the rest anew.
export class TerminalView {
  readonly element: HTMLElement;
  private readonly screen = h("pre", { class: "terminal-screen", tabindex: "-1" });
  private readonly showAll = h("button", { type: "button", class: "place", onclick: () => this.unfold() }, "Show all that is kept");
  private readonly cutNote = h("div", { class: "terminal-cut", hidden: true });
  private terminal = new Terminal();
  private taken = "";
  private cut = 0;
  private unfolded = false;

  constructor(output: TextOutput) {
    this.element = h(
      "div",
      { class: `output output-text output-${output.kind} gk-ansi`, "data-output": output.kind },
      this.cutNote,
      this.screen,
    );
    this.update(output);
  }

  update(output: TextOutput): void {
    const cut = output.cut ?? 0;
    const follows = this.screen.scrollTop + this.screen.clientHeight >= this.screen.scrollHeight - 4;
    if (cut !== this.cut || !output.text.startsWith(this.taken)) {
      this.unfolded = false; // what was looked at is gone
      this.restart(cut);
    }
    let dirty = this.terminal.write(output.text.slice(this.taken.length));
    this.taken = output.text;
    if (this.terminal.lines.length > mostLines && !this.unfolded) {
      this.restart(cut);
      this.taken = output.text;
      const tail = lastLines(output.text, keptLines);
      this.note(cut + output.text.length - tail.length, true);
      dirty = this.terminal.write(tail);
    }
    this.draw(dirty);
    if (follows) this.screen.scrollTop = this.screen.scrollHeight;
  }

  private restart(cut: number): void {
    this.terminal = new Terminal();
    this.taken = "";
    this.cut = cut;
    this.screen.replaceChildren();
    this.note(cut);
  }

  /// Shows the lines, too, that are here and were left out.
  private unfold(): void {
    const text = this.taken;
    this.unfolded = true;
    this.restart(this.cut);
    this.taken = text;
    this.draw(this.terminal.write(text));
    this.screen.focus(); // the button is gone
  }

  private note(missing: number, here = false): void {
    this.cutNote.hidden = missing === 0;
    const said = h("span", {}, missing > 0 && `${size(missing)} of earlier output not shown`);
    this.cutNote.replaceChildren(said, ...(here ? [" ", this.showAll] : []));
  }

  private draw(dirty: number): void {
    const { lines } = this.terminal;
    this.shorten(dirty);
    for (let i = dirty; i < lines.length; i++) {
      // What ends in a newline has an empty last line, which is only where the cursor is.
      if (i === lines.length - 1 && lines[i]!.length === 0) break;
      if (i % blockLines === 0) this.screen.append(h("span", { class: "terminal-block" }));
      this.screen.lastElementChild!.append(lineElement(lines[i]!));
    }
  }

  /// Takes the lines from `from` on off the display.
  private shorten(from: number): void {
    const blocks = Math.ceil(from / blockLines);
    while (this.screen.childElementCount > blocks) this.screen.lastElementChild!.remove();
    const block = this.screen.children[Math.floor(from / blockLines)];
    while (block && block.childElementCount > from % blockLines) block.lastElementChild!.remove();
  }
}

function lastLines(text: string, count: number): string {
  let at = text.length;
  for (let i = 0; i <= count && at > 0; i++) at = text.lastIndexOf("\n", at - 1);
  return text.slice(Math.max(0, at + 1));
}

function lineElement(line: Line): HTMLElement {
  const element = h("span");
  for (const { text, style } of line) {
    element.append(style === plain ? text : styled(text, style));
  }
  element.append("\n");
  return element;
}

function styled(text: string, style: Style): HTMLElement {
  const element = h("span", {}, text);
  const [color, background] = style.inverse ? [style.background, style.color] : [style.color, style.background];
  paint(element, "color", color ?? (style.inverse ? "var(--surface)" : null));
  paint(element, "backgroundColor", background ?? (style.inverse ? "var(--ink)" : null));
  if (style.bold) element.style.fontWeight = "600";
  if (style.dim) element.style.opacity = "0.65";
  if (style.italic) element.style.fontStyle = "italic";
  const lines = [style.underline && "underline", style.strike && "line-through"].filter(Boolean);
  if (lines.length) element.style.textDecoration = lines.join(" ");
  return element;
}

function paint(element: HTMLElement, property: "color" | "backgroundColor", color: Style["color"]): void {
  if (color !== null) element.style[property] = typeof color === "number" ? `var(--ansi-${color})` : color;
}
