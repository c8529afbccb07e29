/// Cells on their way to other programs: text with tabs for spreadsheets and editors, a
/// table for documents.

import { h } from "../../page/dom.ts";

/// Lines of cells separated by tabs, as spreadsheets write and read them: a cell with a tab,
/// a quote or a line break in it is quoted.
export function tabbed(cells: string[][]): string {
  return cells.map((row) => row.map(quoted).join("\t")).join("\n");
}

function quoted(text: string): string {
  return /[\t\n\r]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/// The same as an HTML table.
function marked(cells: string[][], headings: string[] | null): string {
  const line = (tag: "td" | "th", row: string[]) => h("tr", {}, ...row.map((text) => h(tag, {}, text)));
  return h("table", {}, headings && h("thead", {}, line("th", headings)), h("tbody", {}, ...cells.map((row) => line("td", row)))).outerHTML;
}

/// Puts cells into the clipboard, with headings above them if there are any. A single cell is
/// its text. It is to be called from a user's key or click; the cells may come later.
export async function copy(coming: Promise<string[][]>, headings: string[] | null): Promise<void> {
  const text = coming.then((cells) => (!headings && cells.length === 1 && cells[0]!.length === 1 ? cells[0]![0]! : tabbed(headings ? [headings, ...cells] : cells)));
  const table = coming.then((cells) => marked(cells, headings));
  if (typeof ClipboardItem !== "undefined" && navigator.clipboard) {
    const blob = (type: string) => async (data: string) => new Blob([data], { type });
    await coming; // its failure says more than the clipboard's
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text.then(blob("text/plain")), "text/html": table.then(blob("text/html")) })]);
    return;
  }
  const [plain, html] = await Promise.all([text, table]);
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", plain);
    event.clipboardData?.setData("text/html", html);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("copy", put, { capture: true });
  const done = document.execCommand("copy"); // where a page is not from a secure address
  document.removeEventListener("copy", put, { capture: true });
  if (!done) throw new Error("the browser does not let this page copy");
}
