/// The headings of a table: what orders it, filters it and makes columns wider.

import { h } from "../../page/dom.ts";
import type { Heading, Query } from "./query.ts";

export interface HeadActions {
  /// A heading was pressed; `more` with Shift.
  sort(column: number, more: boolean): void;
  filter(key: string, text: string): void;
  /// A column's edge is dragged to this width.
  resize(column: number, width: number): void;
  /// The width of a column of now.
  width(column: number): number;
}

export class Head {
  readonly element = h("div", { class: "gk-table-head", role: "rowgroup" });
  readonly cells: HTMLElement[];
  private readonly inputs: HTMLInputElement[];
  private readonly filters: HTMLElement;

  constructor(id: string, heading: Heading, private readonly actions: HeadActions) {
    this.cells = heading.columns.map((column, i) => {
      const cell = h(
        "div",
        {
          class: "gk-table-heading",
          role: "columnheader",
          id: `${id}-h${i}`,
          "aria-colindex": i + 1,
          "data-kind": column.kind,
          title: column.label,
        },
        h("span", { class: "gk-table-label" }, column.label),
        h("span", { class: "gk-table-arrow", "aria-hidden": "true" }),
      );
      if (heading.sortable) {
        cell.classList.add("gk-table-sortable");
        cell.addEventListener("click", (event) => actions.sort(i, event.shiftKey));
      }
      cell.append(this.edge(i));
      return cell;
    });
    this.inputs = heading.columns.map((column) => {
      const input = h("input", {
        type: "text",
        class: "gk-table-filter",
        "aria-label": `Filter ${column.label}`,
        placeholder: column.kind === "number" ? ">5, 1..9" : column.kind === "time" ? ">2026-01" : "text, =text",
      });
      input.addEventListener("input", () => actions.filter(column.key, input.value));
      return input;
    });
    this.filters = h(
      "div",
      { class: "gk-table-row gk-table-filters", role: "row", "aria-rowindex": 2, hidden: true },
      ...this.inputs.map((input, i) => h("div", { role: "gridcell", "aria-colindex": i + 1 }, input)),
    );
    this.element.append(h("div", { class: "gk-table-row", role: "row", "aria-rowindex": 1 }, ...this.cells), this.filters);
  }

  /// Shows what the rows are ordered and filtered by.
  update(heading: Heading, query: Query): void {
    heading.columns.forEach((column, i) => {
      const at = query.sort.findIndex((order) => order.column === column.key);
      const order = query.sort[at];
      const cell = this.cells[i]!;
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
    this.inputs[0]?.focus();
  }

  /// The edge of a heading, for the pointer; Alt with the arrow keys does the same.
  private edge(column: number): HTMLElement {
    const edge = h("span", { class: "gk-table-edge", "aria-hidden": "true" });
    edge.addEventListener("click", (event) => event.stopPropagation());
    edge.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      edge.setPointerCapture(event.pointerId);
      const [from, width] = [event.clientX, this.cells[column]!.offsetWidth];
      const move = (event: PointerEvent) => this.actions.resize(column, width + event.clientX - from);
      edge.addEventListener("pointermove", move);
      edge.addEventListener("lostpointercapture", () => edge.removeEventListener("pointermove", move), { once: true });
    });
    return edge;
  }
}
