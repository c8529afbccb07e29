/// The headings of a table: what orders it, filters it, makes columns wider and moves them.

import { h } from "../../page/dom.ts";
import { draggable } from "./drag.ts";
import type { Heading, Query } from "./query.ts";

export interface HeadActions {
  /// A heading was pressed; `more` with Shift.
  sort(column: number, more: boolean): void;
  filter(key: string, text: string): void;
  /// A column's edge is dragged to this width.
  resize(column: number, width: number): void;
  /// A heading is dragged from one place to another.
  move(from: number, to: number): void;
}

/// What a column is called that may have no name.
function called(label: string): string {
  return label || "(empty)";
}

export class Head {
  readonly element = h("div", { class: "gk-table-head", role: "rowgroup" });
  /// The headings that are shown, in their order.
  cells: HTMLElement[] = [];
  private readonly all: HTMLElement[]; // by number of the column, as are the inputs
  private readonly inputs: HTMLInputElement[];
  private readonly row = h("div", { class: "gk-table-row gk-table-headings", role: "row", "aria-rowindex": 1 });
  private readonly filters = h("div", { class: "gk-table-row gk-table-filters", role: "row", "aria-rowindex": 2, hidden: true });

  constructor(id: string, heading: Heading, private readonly actions: HeadActions) {
    this.all = heading.columns.map((column, i) => {
      const cell = h(
        "div",
        {
          class: "gk-table-heading",
          role: "columnheader",
          id: `${id}-h${i}`,
          "data-kind": column.kind,
          title: [column.label, column.summary].filter(Boolean).join("\n"),
        },
        h("span", { class: "gk-table-label" }, called(column.label)),
        h("span", { class: "gk-table-arrow", "aria-hidden": "true" }),
        column.summary && h("span", { class: "gk-table-summary" }, column.summary),
      );
      if (heading.sortable) {
        cell.classList.add("gk-table-sortable");
        cell.addEventListener("click", (event) => actions.sort(i, event.shiftKey));
      }
      draggable(cell, { headings: () => this.cells, view: () => this.element.parentElement!, drop: actions.move });
      cell.append(this.edge(i));
      return cell;
    });
    this.inputs = heading.columns.map((column) => {
      const input = h("input", {
        type: "text",
        class: "gk-table-filter",
        "aria-label": `Filter ${called(column.label)}`,
        placeholder: column.kind === "number" ? ">5, 1..9" : column.kind === "time" ? ">2026-01" : "text, =text",
      });
      input.addEventListener("input", () => actions.filter(column.key, input.value));
      return input;
    });
    this.element.classList.toggle("gk-table-summaries", heading.columns.some((column) => column.summary !== ""));
    this.element.append(this.row, this.filters);
  }

  /// Shows these columns, in this order.
  arrange(layout: number[]): void {
    this.cells = layout.map((column) => this.all[column]!);
    this.cells.forEach((cell, i) => cell.setAttribute("aria-colindex", String(i + 1)));
    this.row.replaceChildren(...this.cells);
    this.filters.replaceChildren(...layout.map((column, i) => h("div", { role: "gridcell", "aria-colindex": i + 1 }, this.inputs[column]!)));
  }

  /// Shows what the rows are ordered and filtered by.
  update(heading: Heading, query: Query): void {
    heading.columns.forEach((column, i) => {
      const at = query.sort.findIndex((order) => order.column === column.key);
      const order = query.sort[at];
      const cell = this.all[i]!;
      if (heading.sortable) cell.setAttribute("aria-sort", !order ? "none" : order.desc ? "descending" : "ascending");
      const arrow = !order ? "" : (order.desc ? "▼" : "▲") + (query.sort.length > 1 ? String(at + 1) : "");
      cell.querySelector(".gk-table-arrow")!.textContent = arrow;
      const input = this.inputs[i]!;
      const text = query.filter[column.key] ?? "";
      if (input !== (input.getRootNode() as Document | ShadowRoot).activeElement && input.value !== text) input.value = text;
    });
    if (Object.values(query.filter).some((text) => text !== "")) this.showFilters(true);
  }

  get filtering(): boolean {
    return !this.filters.hidden;
  }

  showFilters(on: boolean): void {
    this.filters.hidden = !on;
  }

  focusFilter(): void {
    this.filters.querySelector("input")?.focus();
  }

  /// The edge of a heading, for the pointer; Alt with the arrow keys does the same.
  private edge(column: number): HTMLElement {
    const edge = h("span", { class: "gk-table-edge", "aria-hidden": "true" });
    edge.addEventListener("click", (event) => event.stopPropagation());
    edge.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation(); // the heading stays where it is
      edge.setPointerCapture(event.pointerId);
      const [from, width] = [event.clientX, this.all[column]!.offsetWidth];
      const move = (event: PointerEvent) => this.actions.resize(column, width + event.clientX - from);
      edge.addEventListener("pointermove", move);
      edge.addEventListener("lostpointercapture", () => edge.removeEventListener("pointermove", move), { once: true });
    });
    return edge;
  }
}
