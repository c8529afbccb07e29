/// The grid of a table: scrolling, the keyboard, what is selected and marked.

import { h } from "../../page/dom.ts";
import { Body, rowHeight } from "./body.ts";
import { Widths } from "./columns.ts";
import { Head } from "./head.ts";
import { leads } from "./keys.ts";
import { moved } from "./layout.ts";
import { Marks, type Place } from "./marks.ts";
import { marking } from "./pointer.ts";
import type { Heading, Query } from "./query.ts";
import type { Rows } from "./rows.ts";
import { Scroll } from "./scroll.ts";
import { Selection } from "./selection.ts";

/// The Go half takes no more.
const mostSelected = 10_000;

export interface GridActions {
  sort(column: number, more: boolean): void;
  filter(key: string, text: string): void;
  select(ids: number[]): void;
  /// The user wants the columns like this; `column` is where the one that was moved stands.
  arrange(layout: number[], column: number): void;
  /// Ctrl+C.
  copy(what: Picked): void;
  /// Other rows are in sight.
  scrolled(): void;
  failed(message: string): void;
}

/// What is to be copied: rows from `offset` on, or these by their numbers.
export interface Picked {
  offset?: number;
  limit?: number;
  ids?: number[];
  /// Numbers of the heading's columns.
  columns: number[];
}

export class Grid {
  readonly element: HTMLElement;
  readonly selection: Selection;
  private readonly head: Head;
  private readonly body: Body;
  private readonly scroll = new Scroll();
  private readonly widths: Widths;
  private readonly marks = new Marks();
  private layout: number[] = [];
  private readonly watch = new ResizeObserver(() => this.draw());
  private active = { row: 0, column: 0 }; // row -1 is the headings
  private anchor = 0; // where a range of selected rows begins
  private ranges = 0; // of rows that were selected so far
  private frame = 0;

  constructor(
    id: string,
    private readonly heading: Heading,
    private readonly rows: Rows,
    private readonly actions: GridActions,
  ) {
    this.widths = new Widths(heading.columns);
    this.head = new Head(id, heading, {
      sort: (column, more) => this.sort(column, more),
      filter: actions.filter,
      resize: (column, width) => this.resize(column, width),
      move: (from, to) => this.relocate(from, to),
    });
    this.selection = new Selection(heading.select, (ids) => {
      actions.select(ids);
      this.draw();
    });
    this.body = new Body(id, heading.columns, this.selection.on);
    this.element = h(
      "div",
      {
        class: "gk-table-grid",
        role: "grid",
        tabindex: 0,
        "aria-label": heading.name || "Table",
        "aria-readonly": "true",
        "aria-multiselectable": "true", // cells can be marked
      },
      this.head.element,
      this.body.element,
    );
    this.element.addEventListener("scroll", () => this.scrolled());
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focus", () => this.draw());
    this.body.element.addEventListener("click", (event) => this.click(event));
    this.body.element.addEventListener("mousedown", (event) => {
      if (event.shiftKey) event.preventDefault(); // it would mark the text between
      this.element.focus({ preventScroll: true });
    });
    marking(this.body.element, {
      place: (target) => this.body.place(target),
      mark: (from, to) => {
        this.active = { ...to };
        this.marks.set(from, to);
        this.draw();
      },
    });
    this.watch.observe(this.element);
  }

  close(): void {
    this.watch.disconnect();
    cancelAnimationFrame(this.frame);
  }

  /// The rows in sight: the first, and the one after the last.
  get sight(): { first: number; end: number } {
    const first = Math.floor(this.scroll.top / rowHeight);
    return { first, end: Math.min(this.rows.length, first + Math.ceil(this.view / rowHeight + 0.1)) };
  }

  get filtering(): boolean {
    return this.head.filtering;
  }

  showFilters(on: boolean): void {
    this.head.showFilters(on);
    if (on) this.head.focusFilter();
    this.fit();
    this.draw();
  }

  /// Shows these columns, in this order. The active cell stays in its column.
  arrange(layout: number[]): void {
    const column = layout.indexOf(this.layout[this.active.column] ?? -1);
    this.active.column = column >= 0 ? column : Math.min(this.active.column, layout.length - 1);
    this.layout = layout;
    this.marks.clear();
    this.head.arrange(layout);
    this.body.arrange(layout);
    this.element.setAttribute("aria-colcount", String(layout.length));
    this.fit();
    this.draw();
  }

  /// What the user marked: cells, or else rows; null if nothing.
  get picked(): Picked | null {
    const box = this.marks.box;
    if (box) return { offset: box.top, limit: box.bottom - box.top + 1, columns: this.layout.slice(box.left, box.right + 1) };
    if (this.selection.ids.size > 0) return { ids: [...this.selection.ids], columns: this.layout };
    return null;
  }

  /// The rows have changed where they are: the place and the active cell stay.
  refresh(): void {
    this.rows.refresh();
    this.draw();
  }

  /// Other rows, from the first on.
  restart(query: Query): void {
    this.marks.clear();
    this.head.update(this.heading, query);
    this.fit();
    this.active.row = Math.min(this.active.row, 0);
    this.anchor = 0;
    this.go(0);
  }

  /// Draws what is in sight, once a frame however often it is asked for.
  draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.drawNow());
  }

  private get view(): number {
    return Math.max(rowHeight, this.element.clientHeight - this.head.element.offsetHeight);
  }

  private drawNow(): void {
    const length = this.rows.length;
    this.scroll.resize(length * rowHeight, this.view);
    this.body.element.style.height = `${this.scroll.height}px`;
    this.element.setAttribute("aria-rowcount", String(this.rows.total < 0 ? -1 : length + this.headings));
    const { first, end } = this.sight;
    const [from, to] = [Math.max(0, first - 2), Math.min(length, end + 2)];
    this.rows.want(from, to);
    this.body.draw({
      first: from,
      end: to,
      offset: this.scroll.offset,
      headings: this.headings,
      row: (index) => this.rows.row(index),
      selected: (id) => this.selection.has(id),
      marked: (row, column) => this.marks.has(row, column),
      active: this.active,
    });
    this.head.cells.forEach((cell, i) => cell.classList.toggle("gk-table-active", this.active.row < 0 && i === this.active.column));
    const { row, column } = this.active;
    const current = row < 0 ? this.head.cells[column]?.id : row >= from && row < to ? this.body.cellID(row, column) : "";
    if (current) this.element.setAttribute("aria-activedescendant", current);
    else this.element.removeAttribute("aria-activedescendant");
    this.actions.scrolled();
  }

  private get headings(): number {
    return this.head.filtering ? 2 : 1;
  }

  private scrolled(): void {
    this.scroll.moved(this.element.scrollTop);
    this.drawNow(); // now: a frame later there would be a gap
  }

  /// Goes to a place in the list, in pixels.
  private go(top: number): void {
    this.scroll.resize(this.rows.length * rowHeight, this.view);
    this.body.element.style.height = `${this.scroll.height}px`; // there must be something to scroll
    this.element.scrollTop = this.scroll.to(top);
    this.draw();
  }

  private sort(column: number, more: boolean): void {
    this.active = { row: -1, column: this.layout.indexOf(column) };
    this.actions.sort(column, more);
  }

  private relocate(from: number, to: number): void {
    const at = Math.max(0, Math.min(to, this.layout.length - 1));
    if (at !== from) this.actions.arrange(moved(this.layout, from, at), at);
  }

  private resize(column: number, width: number): void {
    this.widths.set(column, width);
    this.fit();
  }

  /// Gives the columns their widths, and room to the rows that there are.
  fit(): void {
    this.element.style.setProperty("--columns", this.widths.template(this.layout));
    this.element.style.setProperty("--width", `${this.widths.sum(this.layout)}px`);
    const rows = Math.max(1, Math.min(this.heading.rows, this.rows.length));
    const summaries = this.heading.columns.some((column) => column.summary !== "") ? 0.6 : 0;
    const lines = Math.max(rows, Math.min(this.heading.rows, 3)) + this.headings + summaries;
    this.element.style.setProperty("--lines", String(lines));
  }

  private click(event: MouseEvent): void {
    const place = this.body.place(event.target as Element);
    if (!place || String(getSelection()) !== "") return; // text was marked
    const before = this.active;
    this.active = place;
    this.ranges++;
    const row = this.rows.row(place.row);
    if (event.shiftKey) this.stretch(before);
    else {
      this.marks.clear();
      this.anchor = place.row;
      if (row && (event.ctrlKey || event.metaKey)) this.selection.toggle(row.id);
      else if (row) this.selection.only(row.id);
    }
    this.draw();
  }

  /// With Shift: rows are selected where there may be many, else cells are marked.
  private stretch(before: { row: number; column: number }): void {
    if (this.active.row < 0) return;
    if (this.heading.select === "many") void this.extend();
    else this.marks.extend({ ...before, row: Math.max(0, before.row) }, this.active);
  }

  /// Selects from the anchor to the active row, so many as may be.
  private async extend(): Promise<void> {
    const range = ++this.ranges;
    const [from, to] = [Math.min(this.anchor, this.active.row), Math.max(this.anchor, this.active.row)];
    try {
      const ids = await this.rows.ids(from, Math.min(to + 1, from + mostSelected));
      if (range !== this.ranges) return; // another was chosen meanwhile
      this.selection.set(ids);
      if (to - from >= mostSelected) throw new Error(`${mostSelected} rows can be selected at most.`);
    } catch (error) {
      this.actions.failed(error instanceof Error ? error.message : String(error));
    }
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.element || !this.act(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.draw();
  }

  /// Does what a key means; false if it means nothing here.
  private act(event: KeyboardEvent): boolean {
    const { row, column } = this.active;
    const far = event.ctrlKey || event.metaKey;
    const last = { row: this.rows.length - 1, column: this.layout.length - 1, page: Math.max(1, Math.floor(this.view / rowHeight) - 1) };
    if (event.altKey) {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by === undefined || row >= 0) return false;
      if (event.shiftKey) this.relocate(column, column + by);
      else this.resize(this.layout[column]!, this.head.cells[column]!.offsetWidth + 16 * by);
      return true;
    }
    const to = leads({ key: event.key, far }, this.active, last);
    if (to) return this.move(to, event.shiftKey);
    switch (event.key) {
      case " ":
        return far ? this.mark(column, column) : this.press(event);
      case "Enter":
        return this.press(event);
      case "Escape":
        if (this.marks.clear()) return true;
        if (this.selection.ids.size === 0) return false;
        this.selection.set([]);
        return true;
      case "a":
        return far && this.mark(0, last.column);
      case "c":
        return far && this.copy();
    }
    return false;
  }

  /// Marks whole columns, from one to another.
  private mark(from: number, to: number): boolean {
    const last = this.rows.length - 1;
    if (last >= 0) this.marks.set({ row: 0, column: from }, { row: last, column: to });
    return last >= 0;
  }

  /// Copies what is marked or selected, or else the active cell.
  private copy(): boolean {
    const { row, column } = this.active;
    const what = this.picked ?? (row >= 0 && { offset: row, limit: 1, columns: [this.layout[column]!] });
    if (!what || String(getSelection()) !== "") return false; // text is marked
    this.actions.copy(what);
    return true;
  }

  private press(event: KeyboardEvent): boolean {
    const { row, column } = this.active;
    if (row < 0) {
      if (this.heading.sortable) this.actions.sort(this.layout[column]!, event.shiftKey);
      return this.heading.sortable;
    }
    const id = this.rows.row(row)?.id;
    if (id === undefined || !this.selection.on) return this.selection.on;
    this.anchor = row;
    if (event.key === "Enter") this.selection.only(id);
    else this.selection.toggle(id);
    return true;
  }

  private move(to: Place, stretch: boolean): true {
    const before = this.active;
    this.active = to;
    this.reveal();
    if (stretch) this.stretch(before);
    else {
      this.marks.clear();
      this.anchor = this.active.row;
    }
    return true;
  }

  /// Scrolls until the active cell is in sight.
  private reveal(): void {
    const { row, column } = this.active;
    const top = row * rowHeight;
    if (row >= 0 && top < this.scroll.top) this.go(top);
    else if (top + rowHeight > this.scroll.top + this.view) this.go(top + rowHeight - this.view);
    const cell = this.head.cells[column]!;
    const { scrollLeft, clientWidth } = this.element;
    if (cell.offsetLeft < scrollLeft) this.element.scrollLeft = cell.offsetLeft;
    else if (cell.offsetLeft + cell.offsetWidth > scrollLeft + clientWidth) {
      this.element.scrollLeft = cell.offsetLeft + cell.offsetWidth - clientWidth;
    }
  }
}
