/// A text cell: what the server rendered, or its Markdown while it is edited.

import type { Actions } from "./actions.ts";
import { button } from "./buttons.ts";
import { h } from "./dom.ts";
import { Editor } from "./editor.ts";
import { FormView } from "./formview.ts";
import type { Cell, WireUpdate } from "./notebook.ts";
import { Slot, type CellView, type Surroundings } from "./slot.ts";
import { valueView } from "./valueview.ts";

/// What the server leaves as it is: formulas and diagrams.
const special = /\$|^[ >]*(?:```|~~~)\s*(?:mermaid|math)\b/m;

export class TextCell implements CellView {
  readonly slot: Slot;
  private readonly rendered = h("div", { class: "prose" });
  private readonly editorBox = h("div", { class: "cell-editor", hidden: true });
  private editor: Editor | null = null;
  private shownHTML: string | null = null;
  private form: FormView | null = null;

  constructor(
    private cell: Cell,
    private around: Surroundings,
    private readonly actions: Actions,
  ) {
    this.slot = new Slot(cell, actions);
    this.slot.actions.prepend(button({ name: "Edit text", icon: "edit", press: () => this.edit() }));
    this.rendered.addEventListener("dblclick", () => this.edit());
    this.slot.region.append(
      h("div", { class: "cell-rail" }),
      h("div", { class: "cell-main" }, h("div", { class: "cell-card" }, this.rendered, this.editorBox, this.slot.actions)),
    );
    this.update(cell, around);
  }

  get unconfirmed(): boolean {
    return this.editor?.collab.unconfirmed ?? false;
  }

  update(cell: Cell, around: Surroundings): void {
    this.cell = cell;
    this.around = around;
    this.slot.update(cell, around);
    if (cell.html === this.shownHTML) return;
    this.shownHTML = cell.html;
    this.form?.close();
    this.form = null;
    this.rendered.innerHTML = cell.html; // sanitised where it was rendered
    for (const link of this.rendered.querySelectorAll<HTMLAnchorElement>("a[href]")) {
      const to = link.getAttribute("href")!;
      if (to === "") link.removeAttribute("href"); // led where no link may lead: `javascript:`, say
      if (to === "" || to.startsWith("#")) continue;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    if (!this.rendered.textContent?.trim() && !this.rendered.querySelector("img")) {
      this.rendered.replaceChildren(h("p", { class: "prose-empty" }, "Empty text: double click to write"));
    } else if (special.test(cell.source)) {
      this.draw(cell.source);
    }
  }

  /// Has the text drawn as package widget's Markdown is; what the server made of it stands
  /// there until that is loaded.
  private draw(source: string): void {
    const frames = this.actions.frames(this.cell.id);
    const data = { "text/plain": source, "text/markdown": source };
    this.form = new FormView("markdown", data, frames.origin, (inner) => valueView(inner, frames, 1), [...this.rendered.childNodes]);
    this.rendered.append(this.form.element);
  }

  tick(): void {}

  edit(at?: { line: number; col: number }): void {
    if (this.around.readonly) return this.slot.region.focus();
    const fresh = !this.editor;
    const editor = this.open();
    this.show(true);
    if (at) editor.jump(at);
    else if (fresh) editor.focusEnd();
    else editor.focus();
  }

  select(): void {
    this.edit(); // nothing leads into a text
  }

  finish(): void {
    this.show(false);
  }

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

  async flushed(): Promise<boolean> {
    return true; // text has no widgets
  }

  async settled(): Promise<void> {
    await this.editor?.collab.settled();
  }

  close(): void {
    this.form?.close();
    this.editor?.close();
    this.slot.element.remove();
  }

  /// The editor outlives its display: what the server has not confirmed yet is in it.
  private open(): Editor {
    const { id } = this.cell;
    this.editor ??= new Editor(this.editorBox, {
      cell: this.cell,
      label: "Source of text cell",
      readonly: false,
      clientID: this.actions.clientID,
      limit: this.around.sourceLimit,
      push: this.actions.push(id),
      refused: (reason) => this.actions.say(reason),
      run: (then) => this.actions.run(id, then),
      leave: () => this.actions.leave(id),
      blurred: () => setTimeout(() => this.blurred()),
    });
    return this.editor;
  }

  /// Focus that went to another window comes back to the editor.
  private blurred(): void {
    if (document.hasFocus() && !this.slot.region.contains(document.activeElement)) this.finish();
  }

  private show(editing: boolean): void {
    this.slot.region.classList.toggle("cell-editing", editing);
    this.editorBox.hidden = !editing;
    this.rendered.hidden = editing;
  }
}
