/// The cells on display, in their order.

import type { Actions } from "./actions.ts";
import { CodeCell } from "./cell.ts";
import { h } from "./dom.ts";
import type { Cell, Notebook, Span } from "./notebook.ts";
import { arrange } from "./order.ts";
import { insertBar, type CellView, type Surroundings } from "./slot.ts";
import { TextCell } from "./textcell.ts";

export class Sheet {
  readonly element: HTMLElement;
  /// The cell that had the keyboard last; 0 for none yet.
  current = 0;
  private readonly views = new Map<number, CellView>();
  private readonly list = h("div", { class: "cells" });
  private readonly end: HTMLElement;
  private drawn: Notebook | null = null;
  private ticking: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly actions: Actions) {
    this.end = h("div", { class: "slot slot-end", hidden: true }, insertBar(actions, null));
    this.element = h("main", { class: "sheet sheet-opening" }, this.list, this.end);
    this.list.addEventListener("focusin", (event) => {
      const region = (event.target as Element).closest<HTMLElement>(".cell");
      if (region) this.current = Number(region.dataset["cellId"]);
    });
  }

  get(id: number): CellView | undefined {
    return this.views.get(id);
  }

  /// The cells whose edits the server has yet to confirm.
  get unconfirmed(): CellView[] {
    return [...this.views.values()].filter((view) => view.unconfirmed);
  }

  /// Resolves when the server has all that was typed.
  async settled(): Promise<void> {
    await Promise.all([...this.views.values()].map((view) => view.settled()));
  }

  /// Resolves when the widgets of all cells have handled what the user did to them. The
  /// result are the cells with one that has not within so many milliseconds.
  async flushed(within: number): Promise<number[]> {
    const cells = [...this.views];
    const answers = await Promise.all(cells.map(([, view]) => view.flushed(within)));
    return cells.flatMap(([id], i) => (answers[i] ? [] : [id]));
  }

  /// Puts the keyboard where one works on in a cell: the editor of code, the text as it reads.
  go(cell: Cell): void {
    const view = this.views.get(cell.id)!;
    const { region } = view.slot;
    if (cell.kind === "text" && cell.source !== "") region.focus();
    else view.edit();
    region.scrollIntoView({ block: "nearest" });
  }

  /// Selects a part of a cell's source as the server has it.
  select(id: number, span: Span): void {
    const view = this.views.get(id);
    view?.select(span);
    view?.slot.region.scrollIntoView({ block: "nearest" });
  }

  draw(notebook: Notebook): void {
    if (notebook === this.drawn) return;
    this.element.classList.remove("sheet-opening");
    this.drawCells(notebook);
    this.drawn = notebook;
    this.tickWhileRunning(notebook);
  }

  private drawCells(notebook: Notebook): void {
    const present = new Set(notebook.cells.map((cell) => cell.id));
    for (const [id, view] of this.views) {
      if (present.has(id)) continue;
      view.close();
      this.views.delete(id);
    }
    const last = notebook.cells.length - 1;
    const readonly = notebook.readonly !== "";
    const nodes = new Map(notebook.graph.map((node) => [node.cell, node]));
    notebook.cells.forEach((cell, i) =>
      this.drawCell(cell, {
        readonly,
        first: i === 0,
        last: i === last,
        node: nodes.get(cell.id) ?? null,
        sourceLimit: notebook.sourceLimit,
      }),
    );
    arrange(this.list, notebook.cells.map((cell) => this.views.get(cell.id)!.slot.element));
    this.end.hidden = readonly;
    this.list.classList.toggle("cells-empty", notebook.cells.length === 0);
  }

  private drawCell(cell: Cell, around: Surroundings): void {
    const view = this.views.get(cell.id);
    if (view) view.update(cell, around);
    else this.views.set(cell.id, new (cell.kind === "text" ? TextCell : CodeCell)(cell, around, this.actions));
  }

  private tickWhileRunning(notebook: Notebook): void {
    const running = notebook.cells.some((cell) => cell.state === "running");
    if (running === (this.ticking !== undefined)) return;
    clearInterval(this.ticking);
    this.ticking = running
      ? setInterval(() => {
          for (const view of this.views.values()) view.tick(Date.now());
        }, 100)
      : undefined;
  }
}
