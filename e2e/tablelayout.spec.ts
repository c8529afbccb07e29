/// What a reader does to a table: moves and hides its columns, marks and copies its cells;
/// and rows that change while they are looked at.

import type { BrowserContext, Locator, Page } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

const rows = `type planet struct {
	Name  string
	Moons int
	Note  string
}
rows := []planet{{"Mercury", 0, "near"}, {"Venus", 0, "two\\nlines"}, {"Earth", 1, ""}, {"Mars", 2, "a <b>red</b> one"}}`;

const table = (options = "") => `table := widget.NewTable(&rows, widget.TableOptions{Name: "Planets", ${options}})
table`;

const cell = (grid: Locator, row: number, column: number) => grid.locator(`[data-row="${row}"] [role=gridcell]`).nth(column);

async function planets<P extends NotebookPage>(open: (source: string) => Promise<P>, options = "", ...more: string[]) {
  const here = await open(notebook(rows, table(options), ...more));
  for (const id of [1, 2]) await here.code(id).run();
  const grid = here.page.getByRole("grid", { name: "Planets" });
  await expect(cell(grid, 0, 0)).toHaveText("Mercury");
  return { here, page: here.page, grid };
}

const headings = (page: Page) => page.getByRole("columnheader").evaluateAll((all) => all.map((element) => element.querySelector(".gk-table-label")?.textContent));

/// What is in the clipboard; "" while that changes.
const clipboard = (page: Page, type = "text/plain") =>
  page.evaluate(async (type) => {
    const [item] = await navigator.clipboard.read();
    return item!.getType(type).then((blob) => blob.text(), () => "");
  }, type);

const mayCopy = (context: BrowserContext) => context.grantPermissions(["clipboard-read", "clipboard-write"]);

test("a heading is dragged to another place, and stays there over a reload", async ({ open }) => {
  const { here, page, grid } = await planets(open);
  const name = page.getByRole("columnheader", { name: "Name" });
  const note = page.getByRole("columnheader", { name: "Note" });
  const [from, to] = [(await name.boundingBox())!, (await note.boundingBox())!];
  await page.mouse.move(from.x + 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width - 20, to.y + 10, { steps: 5 });
  await expect(note).toHaveAttribute("data-drop", "after");
  await page.mouse.up();
  await expect.poll(() => headings(page)).toEqual(["Moons", "Note", "Name"]);
  await expect(cell(grid, 3, 0)).toHaveText("2");
  await expect(cell(grid, 3, 2)).toHaveText("Mars");
  await expect(name).toHaveAttribute("aria-sort", "none"); // it was no click
  await expect(name).toHaveAttribute("aria-colindex", "3");
  await expect(page.getByText("Name is column 3 of 3")).toBeVisible();
  await name.click();
  await expect(name).toHaveAttribute("aria-sort", "ascending");
  await expect(cell(grid, 0, 2)).toHaveText("Earth");
  await here.reload();
  await expect.poll(() => headings(page)).toEqual(["Moons", "Note", "Name"]);
  await expect(cell(grid, 0, 2)).toHaveText("Earth");
});

test("columns are moved and hidden by the keyboard, and from a list", async ({ open }) => {
  const { page, grid } = await planets(open);
  await grid.focus();
  await grid.press("ArrowUp");
  await grid.press("Alt+Shift+ArrowRight");
  await expect.poll(() => headings(page)).toEqual(["Moons", "Name", "Note"]);
  await expect(page.getByRole("status").filter({ hasText: "Name is column 2 of 3" })).toBeVisible();
  const active = () => grid.evaluate((element) => document.getElementById(element.getAttribute("aria-activedescendant") ?? "")?.textContent);
  await expect.poll(active).toBe("Name");

  const button = page.getByRole("button", { name: "Columns" });
  await button.press("Enter");
  const list = page.getByRole("group", { name: "Columns" });
  await list.getByRole("checkbox", { name: "Moons" }).uncheck();
  await expect.poll(() => headings(page)).toEqual(["Name", "Note"]);
  const up = list.getByRole("button", { name: "Move Note left" });
  await up.press("Enter");
  await expect.poll(() => headings(page)).toEqual(["Note", "Name"]);
  await expect(up).toBeFocused();
  await expect(cell(grid, 0, 1)).toHaveText("Mercury");
  await list.getByRole("checkbox", { name: "Name" }).uncheck();
  await expect(list.getByRole("checkbox", { name: "Note" })).toBeDisabled(); // there is always one
  await accessible(page, ".gk-table");
  await list.getByRole("checkbox", { name: "Moons" }).check();
  await list.getByRole("button", { name: "As they came" }).click();
  await expect.poll(() => headings(page)).toEqual(["Name", "Moons", "Note"]);
  await up.press("Escape");
  await expect(list).toBeHidden();
  await expect(button).toBeFocused();
});

test("columns are each page's own, and everybody's where the table is shared", async ({ open, other }) => {
  for (const [options, there] of [["", ["Name", "Moons", "Note"]], ["Shared: true", ["Moons", "Name", "Note"]]] as const) {
    const { here, page, grid } = await planets(open, options);
    await NotebookPage.open(other, here.notebook.served.url);
    await expect.poll(() => headings(other)).toEqual(["Name", "Moons", "Note"]);
    await grid.focus();
    await grid.press("ArrowUp");
    await grid.press("Alt+Shift+ArrowRight");
    await expect.poll(() => headings(page)).toEqual(["Moons", "Name", "Note"]);
    await expect.poll(() => headings(other)).toEqual(there);
  }
});

test("marked cells are copied as text and as a table", async ({ open, context }) => {
  await mayCopy(context);
  const { page, grid } = await planets(open);
  const [from, to] = [(await cell(grid, 0, 0).boundingBox())!, (await cell(grid, 1, 2).boundingBox())!];
  await page.mouse.move(from.x + 10, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 10, to.y + 10, { steps: 6 });
  await page.mouse.up();
  await expect(grid.locator("[role=gridcell][aria-selected=true]")).toHaveCount(6);
  await page.keyboard.press("Control+c");
  await expect(page.getByText("Copied 2 rows")).toBeVisible();
  await expect.poll(() => clipboard(page)).toBe('Mercury\t0\tnear\nVenus\t0\t"two\nlines"');
  await page.keyboard.press("Escape");
  await expect(grid.locator("[role=gridcell][aria-selected=true]")).toHaveCount(0);

  await cell(grid, 2, 0).click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.getByRole("button", { name: "Copy" }).click();
  await expect.poll(() => clipboard(page)).toBe("Name\tMoons\tNote\nEarth\t1\t\nMars\t2\ta <b>red</b> one");
  expect(await clipboard(page, "text/html")).toContain("<thead><tr><th>Name</th><th>Moons</th><th>Note</th></tr></thead>");
  expect(await clipboard(page, "text/html")).toContain("<td>a &lt;b&gt;red&lt;/b&gt; one</td>");

  await cell(grid, 3, 0).click();
  await page.keyboard.press("Control+c");
  await expect.poll(() => clipboard(page)).toBe("Mars");
  await page.keyboard.press("Control+Space"); // a column
  await page.keyboard.press("Control+c");
  await expect.poll(() => clipboard(page)).toBe("Mercury\nVenus\nEarth\nMars");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  await expect.poll(() => clipboard(page)).toContain("Mars\t2\t");
});

test("where the page has no secure address, the older clipboard is used", async ({ open, context }) => {
  await mayCopy(context);
  await context.addInitScript(() => {
    Object.defineProperty(window, "kept", { value: navigator.clipboard });
    Object.defineProperty(navigator, "clipboard", { value: undefined });
  });
  const { page, grid } = await planets(open);
  await cell(grid, 2, 0).click();
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Control+c");
  await expect(page.getByText("Copied 1 row")).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { kept: Clipboard }).kept.readText())).toBe("Earth\t1");
});

test("selected rows are copied in the order that is seen", async ({ open, context }) => {
  await mayCopy(context);
  const { page, grid } = await planets(open, "Select: widget.SelectMany");
  const name = page.getByRole("columnheader", { name: "Name" });
  await name.click();
  await name.click();
  await expect(cell(grid, 0, 0)).toHaveText("Venus");
  await cell(grid, 3, 0).click();
  await cell(grid, 0, 0).click({ modifiers: ["Control"] });
  await page.keyboard.press("Control+c");
  await expect.poll(() => clipboard(page)).toBe('Venus\t0\t"two\nlines"\nEarth\t1\t');
});

test("rows that change are shown to all, where one looks", async ({ open, other }) => {
  const change = `err := table.Change(context.Background(), func() {
	rows[0].Moons = 7
	for i := range 100 {
		rows = append(rows, planet{Name: fmt.Sprint("new ", i)})
	}
})
err`;
  const { here, page, grid } = await planets(open, "Rows: 3", change);
  const place = await grid.evaluate((element) => ((element.scrollTop = 99), element.scrollTop));
  expect(place).toBeGreaterThan(0);
  await expect(cell(grid, 0, 0)).toHaveText("Mercury");
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const theirs = there.page.getByRole("grid", { name: "Planets" });
  await expect(cell(theirs, 0, 1)).toHaveText("0");
  await here.code(3).run();
  await expect(cell(theirs, 0, 1)).toHaveText("7");
  await expect(cell(grid, 0, 1)).toHaveText("7");
  await expect(page.getByRole("status").filter({ hasText: "104 rows" })).toBeVisible();
  expect(await grid.evaluate((element) => element.scrollTop)).toBe(place);
});

const source = `type files struct{ n int }

func (*files) Columns() []widget.TableColumn {
	return []widget.TableColumn{{Key: "n", Kind: "number", Summary: "0 missing"}, {Key: "sq", Kind: "number"}}
}
func (f *files) Page(ctx context.Context, q widget.TableQuery) (widget.TablePage, error) {
	f.n++
	page := widget.TablePage{Total: 3}
	for i := q.Offset; i < min(3, q.Offset+q.Limit); i++ {
		page.Rows = append(page.Rows, []any{i, f.n})
	}
	return page, nil
}
func (*files) Formats() []string { return []string{"JSON"} }
func (*files) Export(ctx context.Context, q widget.TableQuery, format string) (widget.TableFile, error) {
	return widget.TableFile{Name: "all.json", Type: "application/json", Data: []byte("[1]")}, nil
}
widget.NewTable(&files{}, widget.TableOptions{Name: "Files"})`;

test("a source of one's own is asked again, says something of its columns, and writes files", async ({ open }) => {
  const here = await open(notebook(source));
  await here.runAll();
  const { page } = here;
  const grid = page.getByRole("grid", { name: "Files" });
  await expect(page.getByRole("columnheader", { name: "n 0 missing" })).toBeVisible();
  await expect(cell(grid, 0, 1)).not.toHaveText("");
  const before = Number(await cell(grid, 0, 1).textContent());
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect.poll(async () => Number(await cell(grid, 0, 1).textContent())).toBeGreaterThan(before);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as JSON" }).click();
  expect((await download).suggestedFilename()).toBe("all.json");
});
