/// The rows of a table that are in sight.

import { h } from "../../page/dom.ts";
import type { Column } from "./query.ts";
import type { Row } from "./rows.ts";

/// Pixels; the style sheet says the same.
export const rowHeight = 30;

export interface Look {
  /// The first and the one after the last.
  first: number;
  end: number;
  /// Pixels that a row is drawn above its place.
  offset: number;
  /// What assistive technology counts before the first row.
  headings: number;
  row(index: number): Row | undefined;
  selected(id: number): boolean;
  marked(row: number, column: number): boolean;
  active: { row: number; column: number };
}

export class Body {
  readonly element = h("div", { class: "gk-table-body", role: "rowgroup" });
  private readonly shown = new Map<number, HTMLElement>();
  private layout: number[] = [];

  constructor(
    private readonly id: string,
    private readonly columns: Column[],
    private readonly selectable: boolean,
  ) {}

  /// Shows these columns, in this order. Rows are drawn anew.
  arrange(layout: number[]): void {
    this.layout = layout;
    this.element.replaceChildren();
    this.shown.clear();
  }

  draw(look: Look): void {
    for (const [index, element] of this.shown) {
      if (index >= look.first && index < look.end) continue;
      element.remove();
      this.shown.delete(index);
    }
    for (let index = look.first; index < look.end; index++) this.drawRow(index, look);
  }

  /// The row and column of an element within.
  place(target: Element): { row: number; column: number } | null {
    const row = target.closest<HTMLElement>("[data-row]");
    const cell = target.closest("[role=gridcell]");
    return row && cell ? { row: Number(row.dataset["row"]), column: Number(cell.getAttribute("aria-colindex")) - 1 } : null;
  }

  cellID(row: number, column: number): string {
    return `${this.id}-r${row}c${column}`;
  }

  private drawRow(index: number, look: Look): void {
    let element = this.shown.get(index);
    if (!element) {
      element = this.newRow(index);
      this.shown.set(index, element);
      const after = this.shown.get(index + 1);
      this.element.insertBefore(element, after ?? null); // in order, for who reads along
    }
    const row = look.row(index);
    element.style.transform = `translateY(${index * rowHeight - look.offset}px)`;
    element.setAttribute("aria-rowindex", String(index + look.headings + 1));
    if (row) element.removeAttribute("aria-busy");
    else element.setAttribute("aria-busy", "true");
    if (this.selectable) element.setAttribute("aria-selected", String(row !== undefined && look.selected(row.id)));
    [...element.children].forEach((cell, i) => {
      const text = row?.cells[this.layout[i]!] ?? "";
      if (cell.textContent !== text) {
        cell.textContent = text;
        cell.setAttribute("title", text);
      }
      cell.classList.toggle("gk-table-active", index === look.active.row && i === look.active.column);
      if (look.marked(index, i)) cell.setAttribute("aria-selected", "true");
      else cell.removeAttribute("aria-selected");
    });
  }

  private newRow(index: number): HTMLElement {
    const cells = this.layout.map((column, i) =>
      h("div", {
        class: "gk-table-cell",
        role: "gridcell",
        id: this.cellID(index, i),
        "aria-colindex": i + 1,
        "data-kind": this.columns[column]!.kind,
      }),
    );
    return h("div", { class: "gk-table-row", role: "row", "data-row": index }, ...cells);
  }
}
