/// A code cell, or the go.mod cell: editor, state and outputs.

import type { Actions } from "./actions.ts";
import { button } from "./buttons.ts";
import { h, setText } from "./dom.ts";
import { Editor } from "./editor.ts";
import { errorElement } from "./errorview.ts";
import { stopElement } from "./stopview.ts";
import { goSupport } from "./language/support.ts";
import { cellName, status } from "./format.ts";
import type { Cell, CellError, Span, WireUpdate } from "./notebook.ts";
import { OutputsView } from "./outputs.ts";
import { Ties } from "./ties.ts";
import { Slot, type CellView, type Surroundings } from "./slot.ts";

export class CodeCell implements CellView {
  readonly slot: Slot;
  private readonly editorBox = h("div", { class: "cell-editor" });
  private readonly preview = h("pre", { class: "cell-preview" });
  private readonly statusText = h("span", { class: "cell-status" });
  private readonly runButton: HTMLButtonElement;
  private readonly stopButton: HTMLButtonElement;
  private readonly errorBox = h("div", { class: "cell-error" });
  private readonly notesBox = h("div", { class: "cell-notes" });
  private readonly outputs: OutputsView;
  private readonly ties: Ties;
  private readonly observer: IntersectionObserver;
  private editor: Editor | null = null;
  private shown: Cell | null = null;

  constructor(
    private cell: Cell,
    private around: Surroundings,
    private readonly actions: Actions,
  ) {
    this.slot = new Slot(cell, actions);
    this.ties = new Ties((id) => actions.focus(id));
    this.outputs = new OutputsView(cell.id, actions.frames(cell.id), actions.jump);
    this.runButton = button({
      name: "Run cell",
      icon: "run",
      class: "run",
      keys: "Ctrl+Enter",
      press: () => actions.run(cell.id, "stay"),
    });
    this.stopButton = button({ name: "Interrupt", icon: "stop", class: "run stop", press: () => actions.interrupt() });
    this.build();
    this.observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.open(),
      { rootMargin: "1500px" },
    );
    this.observer.observe(this.slot.element);
    this.update(cell, around);
  }

  get unconfirmed(): boolean {
    return this.editor?.collab.unconfirmed ?? false;
  }

  update(cell: Cell, around: Surroundings): void {
    const before = this.shown;
    this.cell = this.shown = cell;
    if (around.readonly !== this.around.readonly) this.reopen();
    this.around = around;
    this.slot.update(cell, around);
    this.ties.update(around.node);
    if (!this.editor) setText(this.preview, cell.source);
    if (cell.outputs !== before?.outputs) this.outputs.update(cell.outputs, cell.dropped);
    if (cell.error !== before?.error) this.showError();
    if (cell.notes !== before?.notes) this.showNotes();
    if (before && cell.diagnostics !== before.diagnostics) this.editor?.diagnose(cell.diagnostics);
    const active = cell.state === "running" || cell.state === "queued";
    if (!active) this.outputs.settle();
    this.runButton.hidden = around.readonly || cell.state === "running";
    this.stopButton.hidden = around.readonly || cell.state !== "running";
    this.tick(Date.now());
  }

  tick(now: number): void {
    setText(this.statusText, status(this.cell, now));
  }

  edit(at?: { line: number; col: number }): void {
    const editor = this.open();
    if (at) editor.jump(at);
    else editor.focus();
  }

  select(span: Span): void {
    this.open().select(span);
  }

  finish(): void {}

  receive(version: number, updates: readonly WireUpdate[]): boolean {
    return this.editor?.collab.receive(version, updates) ?? true;
  }

  rejected(): void {
    this.editor?.collab.rejected();
  }

  refused(): void {
    this.editor?.collab.refused();
  }

  resync(cell: Cell, base: string): void {
    this.cell = cell;
    this.editor?.collab.resync(cell.source, cell.version, base);
  }

  async settled(): Promise<void> {
    await this.editor?.collab.settled();
  }

  flushed(within: number): Promise<boolean> {
    return this.outputs.settled(within);
  }

  close(): void {
    this.observer.disconnect();
    this.editor?.close();
    this.outputs.close();
    this.slot.element.remove();
  }

  private build(): void {
    const label = this.cell.kind === "mod" ? "go.mod" : `cell${this.cell.id}`;
    const foot = h(
      "div",
      { class: "cell-foot" },
      h("span", { class: "cell-dot", "aria-hidden": "true" }),
      this.statusText,
      this.ties.element,
      this.slot.actions,
      h("span", { class: "cell-name" }, label),
    );
    this.editorBox.append(this.preview);
    this.preview.addEventListener("mousedown", () => this.open());
    const runs = this.cell.kind === "code";
    const rail = h("div", { class: "cell-rail" }, runs && this.runButton, runs && this.stopButton);
    const main = h(
      "div",
      { class: "cell-main" },
      h("div", { class: "cell-card" }, this.editorBox, foot),
      this.outputs.element,
      this.errorBox,
      this.notesBox,
    );
    this.slot.region.append(rail, main);
  }

  /// The editor; many cells far from the window do without until they are needed.
  private open(): Editor {
    if (this.editor) return this.editor;
    this.observer.disconnect();
    const { id } = this.cell;
    this.preview.remove();
    this.editor = new Editor(this.editorBox, {
      cell: this.cell,
      label: `Source of ${cellName(this.cell)}`,
      readonly: this.around.readonly,
      ...(this.cell.kind === "code" && { support: goSupport(id, this.actions.language, this.around.readonly) }),
      clientID: this.actions.clientID,
      limit: this.around.sourceLimit,
      push: this.actions.push(id),
      refused: (reason) => this.actions.say(reason),
      run: (then) => this.actions.run(id, then),
      leave: () => this.actions.leave(id),
      blurred: () => undefined,
    });
    this.markFault();
    if (this.cell.diagnostics.length > 0) this.editor.diagnose(this.cell.diagnostics);
    return this.editor;
  }

  private reopen(): void {
    if (!this.editor || this.unconfirmed) return;
    this.editor.close();
    this.editor = null;
    this.open();
  }

  private showError(): void {
    const { error } = this.cell;
    this.errorBox.replaceChildren(...(error ? [this.fault(error)] : []));
    this.markFault();
  }

  private fault(error: CellError): HTMLElement {
    const { id } = this.cell;
    if (error.stop === "") return errorElement(id, error, this.actions.jump);
    return stopElement(error, this.around.readonly ? null : () => this.actions.resume(id));
  }

  private markFault(): void {
    const { error } = this.cell;
    this.editor?.mark(error && error.line > 0 && error.stop !== "normal" ? { line: error.line, col: error.col } : null);
  }

  private showNotes(): void {
    this.notesBox.replaceChildren(...this.cell.notes.map((note) => h("p", { class: "output output-note" }, note)));
  }
}
