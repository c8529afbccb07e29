/// What all widgets that show data have in common: they are for everybody, and for a phone.

import { writeFileSync } from "node:fs";
import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { run } from "./gokino.ts";
import { notebook } from "./sources.ts";

const all = notebook(
  `widget.NewTable([]struct{ Name string; Moons int }{{"Earth", 1}, {"Mars", 2}}, widget.TableOptions{Name: "Planets", Select: widget.SelectMany})`,
  `widget.NewTree(map[string]any{"a": []int{1, 2}, "b": nil, "c": "text", "d": struct{ x int }{3}})`,
  `files := widget.NewProgress(3, widget.ProgressOptions{Name: "Files"})\nfiles.Add(1)\nfiles.Bar("one", 0)\nfiles.Bar("two", 0).Fail(errors.New("no disk"))\nfiles`,
  `widget.NewLine([]int{1, 3, 2}, widget.PlotOptions{Title: "Line"})`,
  `widget.NewStats(widget.StatsOptions{Every: time.Hour})`,
);

test("axe finds nothing wrong, in the light, in the dark, on a phone", async ({ open }) => {
  const here = await open(all);
  await here.runAll();
  const { page } = here;
  await page.getByRole("grid", { name: "Planets" }).getByRole("gridcell", { name: "Mars" }).click();
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("treeitem", { name: /^"a"/ }).click();
  await expect(page.getByRole("treeitem", { name: "1 int 2" })).toBeVisible();
  await expect(page.getByRole("img", { name: "Line" }).locator("svg")).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "two" })).toBeVisible();
  await accessible(page, ".outputs");
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await accessible(page, ".outputs");
});

test("without a browser there is text", async ({ dir }) => {
  writeFileSync(`${dir}/all.md`, all);
  const { status, stdout } = await run(["run", "all.md"], { cwd: dir });
  expect(status).toBe(0);
  for (const text of ["Earth      1\n", "  \"c\": string \"text\"\n", "Files  ████████░░░░░░░░░░░░░░░░   33%  1 of 3", "Line\n▁█▄  1 … 3", "goroutines "]) {
    expect(stdout).toContain(text);
  }
});
