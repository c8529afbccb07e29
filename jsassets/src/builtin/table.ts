/// Tables: what widget.NewTable shows.

import { h, setText } from "../page/dom.ts";
import type { BuiltinContext } from "./contract.ts";
import style from "./table.css?text";
import { copy } from "./table/clipboard.ts";
import { ColumnList } from "./table/columnlist.ts";
import { Grid, type Picked } from "./table/grid.ts";
import { keysOf, layoutOf } from "./table/layout.ts";
import { everything, narrow, pressed, same, type Copied, type Heading, type Query, type Window } from "./table/query.ts";
import { Rows } from "./table/rows.ts";

export { style };

/// Milliseconds after the last key of a search.
const pause = 250;

let tables = 0;

export function init(ctx: BuiltinContext, data: unknown): void {
  let table = new Table(ctx, data as Heading, null);
  const renewed = (heading: Heading): Table => {
    const { query, heading: before } = table;
    const known = heading.columns.every(({ key }) => before.columns.some((column) => column.key === key));
    table.close();
    return new Table(ctx, heading, known ? query : { ...query, columns: [] }); // new columns are seen
  };
  ctx.handleEvent("update", (heading) => (table = renewed(heading as Heading)));
  ctx.handleEvent("refetch", (heading) => {
    if (table.looksLike(heading as Heading)) table.refresh();
    else table = renewed(heading as Heading);
  });
  ctx.handleEvent("query", (query) => table.show(query as Query));
  ctx.onDestroy(() => table.close());
}

class Table {
  query: Query;
  private readonly search = h("input", { type: "search", class: "gk-table-search", placeholder: "Search", "aria-label": "Search" });
  private readonly filters = h("button", { type: "button", class: "gk-table-button", "aria-pressed": "false" }, "Filter");
  private readonly arranging = h("button", { type: "button", class: "gk-table-button", "aria-expanded": "false" }, "Columns");
  private readonly copying = h("button", { type: "button", class: "gk-table-button", title: "Copies what is marked or selected, or all rows, with headings" }, "Copy");
  private readonly csv = h("button", { type: "button", class: "gk-table-button" }, "CSV");
  private readonly count = h("span", { class: "gk-table-count", role: "status" });
  private readonly news = h("span", { class: "gk-table-news", role: "status" });
  private readonly place = h("span", { class: "gk-table-place" });
  private readonly problem = h("div", { class: "gk-table-problem", role: "alert", hidden: true });
  private readonly rows: Rows;
  private readonly grid: Grid;
  private readonly columns: ColumnList;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private pending: Partial<Query> = {}; // what is being typed
  private closed = false;

  /// `before` is what the page asked of a table that this one replaces.
  constructor(
    private readonly ctx: BuiltinContext,
    readonly heading: Heading,
    before: Query | null,
  ) {
    this.rows = new Rows(
      (offset, limit) => ctx.pushEvent("rows", { ...this.query, offset, limit }) as Promise<Window>,
      () => this.came(),
      (message) => this.fail(message),
    );
    this.query = heading.shared ? heading.query : this.still(before ?? remembered(heading.ref));
    this.rows.reset(same(this.query, heading.query) ? heading.first : undefined);
    this.grid = new Grid(`gk-table-${++tables}`, heading, this.rows, {
      sort: (column, more) => this.ask({ ...this.query, sort: pressed(this.query.sort, heading.columns[column]!.key, more) }),
      filter: (key, text) => this.type({ filter: { ...this.query.filter, [key]: text } }),
      select: (ids) => {
        this.problem.hidden = true;
        void ctx.pushEvent("select", ids).catch((error: Error) => this.fail(error.message));
        this.say();
      },
      arrange: (layout, column) => this.arrange(layout, column),
      copy: (what) => void this.copy(what, false),
      scrolled: () => this.sight(),
      failed: (message) => this.fail(message),
    });
    this.search.addEventListener("input", () => this.type({ search: this.search.value }));
    this.filters.addEventListener("click", () => {
      this.grid.showFilters(!this.grid.filtering);
      this.filters.setAttribute("aria-pressed", String(this.grid.filtering));
    });
    this.columns = new ColumnList(heading.columns, (layout, column) => this.arrange(layout, column));
    this.arranging.addEventListener("click", () => this.showColumns(!this.columns.open));
    this.columns.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.showColumns(false);
      this.arranging.focus();
    });
    this.copying.addEventListener("click", () => void this.copy(this.grid.picked ?? { offset: 0, limit: this.rows.length, columns: this.layout }, true));
    this.csv.setAttribute("aria-label", "Download as CSV");
    this.csv.addEventListener("click", () => void this.download());
    const tools = heading.filters ? [this.search, this.filters] : [];
    const element = h(
      "div",
      { class: "gk-table" },
      h("div", { class: "gk-table-bar" }, heading.name && h("strong", { class: "gk-table-name" }, heading.name), ...tools, heading.columns.length > 1 && this.arranging, heading.refetch && this.again(), this.copying, this.csv, ...heading.formats.map((format) => this.file(format))),
      this.columns.element,
      this.problem,
      this.grid.element,
      h("div", { class: "gk-table-foot" }, this.count, this.news, this.place),
    );
    ctx.root.replaceChildren(element);
    this.search.value = this.query.search;
    this.grid.arrange(this.layout);
    this.columns.update(this.layout);
    this.grid.restart(this.query);
    this.filters.setAttribute("aria-pressed", String(this.grid.filtering));
    this.say();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.typing);
    this.grid.close();
  }

  /// Whether another heading has the same columns.
  looksLike(heading: Heading): boolean {
    const spelled = ({ columns }: Heading) => JSON.stringify(columns.map(({ key, label, kind, summary }) => [key, label, kind, summary]));
    return spelled(heading) === spelled(this.heading);
  }

  /// The rows have changed where they are.
  refresh(): void {
    this.problem.hidden = true;
    this.grid.refresh();
  }

  /// Shows what a query finds.
  show(query: Query): void {
    const before = this.query;
    this.query = query;
    if (query.columns.join("\n") !== before.columns.join("\n")) {
      this.grid.arrange(this.layout);
      this.columns.update(this.layout);
    }
    if (same(query, before)) return;
    if (this.search !== (this.search.getRootNode() as Document | ShadowRoot).activeElement) this.search.value = query.search;
    this.rows.reset();
    this.problem.hidden = true;
    this.grid.restart(query);
  }

  private ask(query: Query): void {
    clearTimeout(this.typing);
    if (this.heading.shared) {
      void this.ctx.pushEvent("query", query).catch((error: Error) => this.fail(error.message));
    } else {
      remember(this.heading.ref, query);
    }
    this.show(query);
  }

  private get layout(): number[] {
    return layoutOf(this.heading.columns, this.query.columns);
  }

  /// Other columns, or the same in another order; the one at `moved` is where the user wanted it.
  private arrange(layout: number[], moved: number): void {
    const { columns } = this.heading;
    this.ask({ ...this.query, columns: keysOf(columns, layout) });
    const place = moved >= 0 ? `${columns[layout[moved]!]!.label} is column ${moved + 1} of ${layout.length}` : `${layout.length} of ${columns.length} columns`;
    setText(this.news, place);
  }

  private showColumns(on: boolean): void {
    this.columns.show(on);
    this.arranging.setAttribute("aria-expanded", String(on));
  }

  /// Puts cells into the clipboard. The Go half is asked, since the page has few rows and cuts long cells.
  private async copy({ columns, ...what }: Picked, headings: boolean): Promise<void> {
    const keys = columns.map((at) => this.heading.columns[at]!.key);
    const coming = this.ctx.pushEvent("copy", { ...this.query, columns: keys, ...what }) as Promise<Copied>;
    try {
      await copy(coming.then(({ cells }) => cells), headings ? columns.map((at) => this.heading.columns[at]!.label) : null);
      const { cells, more } = await coming;
      const rows = `${number(cells.length)} ${cells.length === 1 ? "row" : "rows"}`;
      setText(this.news, more ? `Copied the first ${rows}; CSV has all` : cells.length * columns.length === 1 ? "Copied" : `Copied ${rows}`);
    } catch (error) {
      this.fail(`Nothing was copied: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /// The user types: asks when that pauses.
  private type(change: Partial<Query>): void {
    clearTimeout(this.typing);
    const typed = { ...this.pending, ...change };
    this.pending = typed;
    this.typing = setTimeout(() => {
      this.pending = {};
      this.ask({ ...this.query, ...typed });
    }, pause);
  }

  private came(): void {
    this.problem.hidden = true;
    this.say();
    this.grid.fit();
    this.grid.draw();
  }

  private fail(message: string): void {
    setText(this.problem, message);
    this.problem.hidden = false;
  }

  /// How many rows there are, for eyes and ears.
  private say(): void {
    const { total, length, cut } = this.rows;
    const found = narrow(this.query) ? " found" : "";
    const rows = total >= 0 ? `${number(total)} ${total === 1 ? "row" : "rows"}${found}` : cut ? `the first ${number(length)} rows; there are more` : `${found || "many rows"}`;
    const chosen = this.grid.selection.ids.size;
    const { columns, cut: more } = this.heading;
    const wide = more > 0 ? `, the first ${columns.length} of ${number(columns.length + more)} columns` : "";
    setText(this.count, rows.trim() + wide + (chosen > 0 ? `, ${number(chosen)} selected` : ""));
  }

  private sight(): void {
    const { first, end } = this.grid.sight;
    setText(this.place, this.rows.length > this.heading.rows ? `${number(first + 1)}–${number(end)}` : "");
  }

  /// What of a query this table has columns for.
  private still(query: Query): Query {
    const has = (key: string) => this.heading.columns.some((column) => column.key === key);
    return {
      search: query.search,
      sort: query.sort.filter(({ column }) => has(column)),
      filter: Object.fromEntries(Object.entries(query.filter).filter(([key]) => has(key))),
      columns: query.columns.filter(has),
    };
  }

  /// The button that asks for the rows again.
  private again(): HTMLElement {
    const button = h("button", { type: "button", class: "gk-table-button" }, "Refresh");
    button.addEventListener("click", () => this.refresh());
    return button;
  }

  /// The button for a file in a format of the source's own.
  private file(format: string): HTMLElement {
    const button = h("button", { type: "button", class: "gk-table-button", "aria-label": `Download as ${format}` }, format);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const [[name, type], data] = (await this.ctx.pushEvent("export", { ...this.query, format })) as [[string, string], ArrayBuffer];
        save(new Blob([data], { type }), name || `${this.heading.name || "table"}.${format.toLowerCase()}`);
      } catch (error) {
        this.fail(`The download failed: ${error instanceof Error ? error.message : String(error)}`);
      }
      button.disabled = false;
    });
    return button;
  }

  /// Fetches what the query finds piece by piece and saves it as a file.
  private async download(): Promise<void> {
    const query = this.query;
    const parts: BlobPart[] = [];
    this.csv.disabled = true;
    try {
      for (let offset = 0; offset >= 0 && !this.closed; ) {
        const [next, lines] = (await this.ctx.pushEvent("csv", { ...query, offset })) as [number, ArrayBuffer];
        parts.push(lines);
        offset = next;
        if (next > 0) this.csv.textContent = `CSV ${number(next)}`;
      }
      if (!this.closed) save(new Blob(parts, { type: "text/csv" }), `${this.heading.name || "table"}.csv`);
    } catch (error) {
      this.fail(`The download failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.csv.disabled = false;
    this.csv.textContent = "CSV";
  }
}

function number(n: number): string {
  return n.toLocaleString("en-US");
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name.replace(/[^\p{L}\p{N} ._-]+/gu, "_") });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/// What this tab asked of a table before it was reloaded. A table that runs anew is another.
function remembered(ref: string): Query {
  try {
    const kept = sessionStorage.getItem(`gokino table ${ref}`);
    return kept ? { ...everything, ...(JSON.parse(kept) as Query) } : everything;
  } catch {
    return everything; // a page may have no storage
  }
}

function remember(ref: string, query: Query): void {
  try {
    sessionStorage.setItem(`gokino table ${ref}`, JSON.stringify(query));
  } catch {
    // then a reload forgets
  }
}
