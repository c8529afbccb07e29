/// A small table: slices of structs, long structs and maps.

import { h } from "../page/dom.ts";
import { count, list, members, text } from "../page/reading.ts";
import type { FormContext } from "./forms.ts";
import style from "./rows.css?text";

export { style };

/// How many rows are shown before one asks for all.
const few = 20;

export function form(ctx: FormContext, data: Record<string, unknown>): void {
  const table = members(data["application/vnd.gokino.rows"]);
  const columns = list(table["columns"], text);
  const rows = list(table["rows"], (row) => list(row, text));
  const total = rows.length + count(table["more"]);
  const lines = rows.map((row) => line(row, columns.length === 0));
  const head = h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name))));
  const body = h("tbody", {}, ...lines.slice(0, few));
  const shown = h("table", {}, columns.length > 0 && head, body);
  ctx.root.append(h("div", { class: "gk-rows", tabindex: 0, role: "group", "aria-label": "Table" }, shown));
  if (total <= Math.min(few, rows.length)) return;
  const note = h("p", { class: "gk-rows-more" }, h("span", {}, `${Math.min(few, rows.length)} of ${total} rows`));
  // The others stay in the program, which may change them: a table that is asked for may read them later.
  const others = columns.length > 0 && rows.length < total && h("span", {}, "; ", h("code", {}, "widget.NewTable"), " shows all");
  if (rows.length > few) {
    const all = h("button", { type: "button" }, rows.length === total ? "Show all" : `Show ${rows.length}`);
    all.addEventListener("click", () => {
      body.append(...lines.slice(few));
      note.replaceChildren(`${rows.length} of ${total} rows`, others || "");
      note.hidden = rows.length === total;
      shown.parentElement!.focus();
    });
    note.append(all);
  }
  if (others) note.append(others);
  ctx.root.append(note);
}

/// A row; without heads above, its first field is the head.
function line(row: string[], headed: boolean): HTMLElement {
  return h("tr", {}, ...row.map((field, i) => (headed && i === 0 ? h("th", { scope: "row" }, field) : h("td", {}, field))));
}
