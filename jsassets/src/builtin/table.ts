/// Tables: what widget.NewTable shows.

import { h, setText } from "../page/dom.ts";
import type { BuiltinContext } from "./contract.ts";
import style from "./table.css?text";
import { Grid } from "./table/grid.ts";
import { everything, narrow, pressed, same, type Heading, type Query, type Window } from "./table/query.ts";
import { Rows } from "./table/rows.ts";

export { style };

/// Milliseconds after the last key of a search.
const pause = 250;

let tables = 0;

export function init(ctx: BuiltinContext, data: unknown): void {
  let table = new Table(ctx, data as Heading, null);
  ctx.handleEvent("update", (heading) => {
    const { query } = table;
    table.close();
    table = new Table(ctx, heading as Heading, query);
  });
  ctx.handleEvent("query", (query) => table.show(query as Query));
  ctx.onDestroy(() => table.close());
}

class Table {
  query: Query;
  private readonly search = h("input", { type: "search", class: "gk-table-search", placeholder: "Search", "aria-label": "Search" });
  private readonly filters = h("button", { type: "button", class: "gk-table-button", "aria-pressed": "false" }, "Filter");
  private readonly csv = h("button", { type: "button", class: "gk-table-button" }, "CSV");
  private readonly count = h("span", { class: "gk-table-count", role: "status" });
  private readonly place = h("span", { class: "gk-table-place" });
  private readonly problem = h("div", { class: "gk-table-problem", role: "alert", hidden: true });
  private readonly rows: Rows;
  private readonly grid: Grid;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private pending: Partial<Query> = {}; // what is being typed
  private closed = false;

  /// `before` is what the page asked of a table that this one replaces.
  constructor(
    private readonly ctx: BuiltinContext,
    private readonly heading: Heading,
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
      scrolled: () => this.sight(),
      failed: (message) => this.fail(message),
    });
    this.search.addEventListener("input", () => this.type({ search: this.search.value }));
    this.filters.addEventListener("click", () => {
      this.grid.showFilters(!this.grid.filtering);
      this.filters.setAttribute("aria-pressed", String(this.grid.filtering));
    });
    this.csv.setAttribute("aria-label", "Download as CSV");
    this.csv.addEventListener("click", () => void this.download());
    const tools = heading.filters ? [this.search, this.filters] : [];
    const element = h(
      "div",
      { class: "gk-table" },
      h("div", { class: "gk-table-bar" }, heading.name && h("strong", { class: "gk-table-name" }, heading.name), ...tools, this.csv),
      this.problem,
      this.grid.element,
      h("div", { class: "gk-table-foot" }, this.count, this.place),
    );
    ctx.root.replaceChildren(element);
    this.search.value = this.query.search;
    this.grid.restart(this.query);
    this.filters.setAttribute("aria-pressed", String(this.grid.filtering));
    this.say();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.typing);
    this.grid.close();
  }

  /// Shows what a query finds.
  show(query: Query): void {
    if (same(query, this.query)) return;
    this.query = query;
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
    setText(this.count, chosen > 0 ? `${rows.trim()}, ${number(chosen)} selected` : rows.trim());
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
    };
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
