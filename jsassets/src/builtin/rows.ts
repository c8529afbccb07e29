/// A small table: slices of structs, long structs and maps.

import { h } from "../page/dom.ts";
import { count, list, members, text } from "../page/reading.ts";
import type { FormContext } from "./forms.ts";
import style from "./rows.css?text";

export { style };

export function form(ctx: FormContext, data: Record<string, unknown>): void {
  const table = members(data["application/vnd.gokino.rows"]);
  const columns = list(table["columns"], text);
  const rows = list(table["rows"], (row) => list(row, text));
  const more = count(table["more"]);
  const head = h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name))));
  const body = h("tbody", {}, ...rows.map((row) => line(row, columns.length === 0)));
  const shown = h("table", {}, columns.length > 0 && head, body);
  ctx.root.append(
    h("div", { class: "gk-rows", tabindex: 0, role: "group", "aria-label": "Table" }, shown),
    more > 0 ? h("p", { class: "gk-rows-more" }, `${rows.length} of ${rows.length + more} rows`) : "",
  );
}

/// A row; without heads above, its first field is the head.
function line(row: string[], headed: boolean): HTMLElement {
  return h("tr", {}, ...row.map((field, i) => (headed && i === 0 ? h("th", { scope: "row" }, field) : h("td", {}, field))));
}
