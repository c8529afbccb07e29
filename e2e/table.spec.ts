/// Tables: a million rows scrolled, ordered and searched, by hand and by keyboard.

import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { millionRows as rows, notebook } from "./sources.ts";

const table = (options: string) => `table := widget.NewTable(rows, widget.TableOptions{${options}})
table`;

const names = `names := widget.NewTable([]string{"b", "c", "a"}, widget.TableOptions{Name: "Letters", Shared: true})
names`;

/// What a row says, once it is there.
function row(grid: Locator, index: number): Locator {
  return grid.locator(`[data-row="${index}"] [role=gridcell]`);
}

async function big(open: (source: string) => Promise<NotebookPage>, options = 'Name: "Readings"'): Promise<{ here: NotebookPage; grid: Locator }> {
  const here = await open(notebook(rows, table(options)));
  await here.runAll();
  const grid = here.page.getByRole("grid", { name: "Readings" });
  await expect(row(grid, 0)).toHaveText(["0", "0", "station 0000", "2026-01-01 00:00:00"]);
  return { here, grid };
}

const counted = (page: Page, text: string) => expect(page.getByRole("status").filter({ hasText: text })).toHaveText(text);

test("a million rows are scrolled, and the page holds a few", async ({ open }) => {
  const { here, grid } = await big(open);
  await expect(grid).toHaveAttribute("aria-rowcount", "1000001");
  await counted(here.page, "1,000,000 rows");
  for (const share of [0.25, 0.9, 0.5, 1]) {
    await grid.evaluate((element, share) => (element.scrollTop = share * (element.scrollHeight - element.clientHeight)), share);
    let index = 0;
    const fifth = () => grid.evaluate((element) => Number(element.querySelector<HTMLElement>("[data-row]:nth-child(5)")!.dataset["row"]));
    await expect.poll(async () => Math.abs((index = await fifth()) / 1_000_000 - share)).toBeLessThan(0.001);
    await expect(row(grid, index).first()).toHaveText(String(index));
  }
  await expect(row(grid, 999_999).first()).toHaveText("999999");
  // A turn of the wheel is a few rows, wherever one is.
  await grid.hover();
  await here.page.mouse.wheel(0, -300);
  await expect(row(grid, 999_980).first()).toHaveText("999980");
  expect(await grid.locator("[data-row]").count()).toBeLessThan(40);
});

test("it is ordered by its headings", async ({ open }) => {
  const { here, grid } = await big(open);
  const value = here.page.getByRole("columnheader", { name: "Value" });
  const station = here.page.getByRole("columnheader", { name: "Station" });
  await expect(value).toHaveAttribute("aria-sort", "none");
  await value.click();
  await expect(value).toHaveAttribute("aria-sort", "ascending");
  await expect(row(grid, 1).nth(1)).toHaveText("0.001");
  await value.click();
  await expect(value).toHaveAttribute("aria-sort", "descending");
  await expect(row(grid, 0).nth(1)).toHaveText("1000.002");
  await station.click();
  await value.click({ modifiers: ["Shift"] });
  await expect(station).toHaveAttribute("aria-sort", "ascending");
  await expect(value).toHaveAttribute("aria-sort", "ascending");
  await expect(row(grid, 1)).toHaveText(["975000", "1.837", "station 0000", "2026-01-12 06:50:00"]);
});

test("it is searched and filtered", async ({ open }) => {
  const { here, grid } = await big(open);
  const search = here.page.getByRole("searchbox", { name: "Search" });
  await search.fill("STATION 0031");
  await counted(here.page, "200 rows found");
  await expect(row(grid, 1)).toHaveText(["5001", "602.802", "station 0031", "2026-01-01 01:23:21"]);
  await search.fill("");
  await counted(here.page, "1,000,000 rows");
  await here.page.getByRole("button", { name: "Filter" }).click();
  await here.page.getByLabel("Filter ID").fill("10..19");
  await counted(here.page, "10 rows found");
  await here.page.getByLabel("Filter Value").fill(">100");
  await expect(row(grid, 0)).toHaveText(["13", "102.947", "station 0403", "2026-01-01 00:00:13"]);
  await counted(here.page, "7 rows found");
  await here.reload(); // a tab keeps what it asked for
  await counted(here.page, "7 rows found");
  await here.page.getByLabel("Filter ID").fill("nonsense");
  await counted(here.page, "0 rows found");
});

test("the keyboard reaches everything", async ({ open }) => {
  const { here, grid } = await big(open, 'Name: "Readings", Select: widget.SelectMany');
  const { page } = here;
  const active = () => grid.evaluate((element) => document.getElementById(element.getAttribute("aria-activedescendant") ?? "")?.textContent);
  await page.getByRole("button", { name: "Download as CSV" }).focus();
  await page.keyboard.press("Tab");
  await expect(grid).toBeFocused();
  await expect.poll(active).toBe("0");
  for (const [key, text] of [
    ["ArrowDown", "1"],
    ["ArrowRight", "7.919"],
    ["End", "2026-01-01 00:00:01"],
    ["Home", "1"],
    ["PageDown", "10"],
    ["Control+End", "2026-01-12 13:46:39"],
    ["ArrowUp", "2026-01-12 13:46:38"],
    ["Control+Home", "0"],
    ["ArrowUp", "ID"],
    ["ArrowRight", "Value"],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(active, key).toBe(text);
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("columnheader", { name: "Value" })).toHaveAttribute("aria-sort", "ascending");
  const width = () => page.getByRole("columnheader", { name: "Value" }).evaluate((element) => element.getBoundingClientRect().width);
  const before = await width();
  await page.keyboard.press("Alt+ArrowRight");
  await expect.poll(width).toBe(Math.round(before) + 16);
});

test("a column is made wider with the pointer", async ({ open }) => {
  const { here } = await big(open);
  const heading = here.page.getByRole("columnheader", { name: "Station" });
  const box = (await heading.boundingBox())!;
  await here.page.mouse.move(box.x + box.width - 3, box.y + 10);
  await here.page.mouse.down();
  await here.page.mouse.move(box.x + box.width + 57, box.y + 10, { steps: 4 });
  await here.page.mouse.up();
  expect((await heading.boundingBox())!.width).toBe(Math.round(box.width) + 60);
  await expect(heading).toHaveAttribute("aria-sort", "none");
});

test("Go code hears which rows are selected", async ({ open }) => {
  const here = await open(
    notebook(rows, table('Name: "Readings", Select: widget.SelectMany'), `control.Listen(table, func(s widget.TableSelection) { fmt.Println(s.Rows) })`),
  );
  await here.runAll();
  const grid = here.page.getByRole("grid", { name: "Readings" });
  const said = here.code(3).stdout;
  await row(grid, 2).first().click();
  await expect(said).toHaveText("[2]\n");
  await row(grid, 4).first().click({ modifiers: ["Shift"] });
  await expect(said).toHaveText("[2]\n[2 3 4]\n");
  await row(grid, 7).first().click({ modifiers: ["Control"] });
  await expect(said).toHaveText("[2]\n[2 3 4]\n[2 3 4 7]\n");
  await expect(grid.locator("[data-row='7']")).toHaveAttribute("aria-selected", "true");
  await counted(here.page, "1,000,000 rows, 4 selected");
  await grid.press("ArrowDown");
  await grid.press("Enter");
  await expect(said).toHaveText("[2]\n[2 3 4]\n[2 3 4 7]\n[8]\n");
  await grid.press("Shift+Control+End");
  await counted(here.page, "1,000,000 rows, 10,000 selected");
  await expect(here.page.getByText("10000 rows can be selected at most.")).toBeVisible();
  await expect(said).toHaveText(/\[8 9 10 .* 10007\]\n$/);
  await grid.press("Escape");
  await expect(said).toHaveText(/\n\[\]\n$/);
});

test("what a query finds comes as CSV, to the page that asked", async ({ open }) => {
  const { here } = await big(open);
  await here.page.getByRole("columnheader", { name: "ID" }).click();
  await here.page.getByRole("columnheader", { name: "ID" }).click();
  await here.page.getByRole("searchbox", { name: "Search" }).fill("station 00");
  await counted(here.page, "20,000 rows found");
  const download = here.page.waitForEvent("download");
  await here.page.getByRole("button", { name: "Download as CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("Readings.csv");
  const lines = readFileSync(await file.path(), "utf8").trimEnd().split("\n");
  expect(lines.length).toBe(20_001);
  expect(lines[0]).toBe("ID,Value,Station,At");
  expect(lines[1]).toMatch(/^9998\d\d,[\d.]+,station 00\d\d,2026-01-12 /);
});

test("each page has its own order, unless the table is shared", async ({ open, other }) => {
  const here = await open(notebook(rows, table('Name: "Readings"'), names));
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const [mine, theirs] = [here, there].map(({ page }) => page.getByRole("grid", { name: "Letters" })) as [Locator, Locator];
  await expect(row(theirs, 0)).toHaveText(["b"]);
  await here.page.getByRole("grid", { name: "Letters" }).getByRole("columnheader").click();
  await expect(row(mine, 0)).toHaveText(["a"]);
  await expect(row(theirs, 0)).toHaveText(["a"]);

  const own = (page: NotebookPage) => page.page.getByRole("grid", { name: "Readings" });
  await own(here).getByRole("columnheader", { name: "ID" }).click();
  await own(here).getByRole("columnheader", { name: "ID" }).click();
  await expect(row(own(here), 0).first()).toHaveText("999999");
  await expect(own(there).getByRole("columnheader", { name: "ID" })).toHaveAttribute("aria-sort", "none");
  await expect(row(own(there), 0).first()).toHaveText("0");
});

test("other rows take the place of those before", async ({ open }) => {
  const here = await open(notebook(`names := widget.NewTable([]string{"b", "a"}, widget.TableOptions{Name: "Letters"})\nnames`, `names.Update([]string{"z", "y", "x"})`));
  await here.code(1).run();
  const grid = here.page.getByRole("grid", { name: "Letters" });
  await grid.getByRole("columnheader").click();
  await expect(row(grid, 0)).toHaveText(["a"]);
  await here.code(2).run();
  await expect(row(grid, 0)).toHaveText(["x"]); // still in order
  await counted(here.page, "3 rows");
});
