/// The notebooks in examples do what they say, in two browsers.

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { root } from "./setup.ts";

function example(name: string): string {
  return readFileSync(path.join(root, "examples/notebooks", name), "utf8");
}

test("livehtml: a cast replaces what all pages show", async ({ open, other }) => {
  const here = await open(example("livehtml.md"));
  for (const cell of [1, 2, 3]) await here.code(cell).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  for (const page of [here, there]) await expect(page.code(3).widget.getByRole("heading")).toHaveText("Hello");
  await here.code(4).run();
  for (const page of [here, there]) await expect(page.code(3).widget.getByRole("heading")).toHaveText(/^Hello, \d\d:\d\d:\d\d$/);
});

test("binary: bytes there and back, everywhere", async ({ open, other }) => {
  const here = await open(example("binary.md"));
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const shown = (page: NotebookPage) => page.code(2).widget.getByRole("status");
  for (const page of [here, there]) await expect(shown(page)).toHaveText("init: 1 2 250");
  await here.code(2).widget.getByRole("button").click();
  for (const page of [here, there]) await expect(shown(page)).toHaveText("invert: 254 253 5");
  await there.code(2).widget.getByRole("button").click();
  for (const page of [here, there]) await expect(shown(page)).toHaveText("invert: 1 2 250");
});

test("loan: what a slider says is computed in Go and shown on every page", async ({ open, other }, info) => {
  const here = await open(example("loan.md"));
  await here.runAll();
  await here.runAll(); // the values are kept; the first run of a process is slower
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const plan = (page: NotebookPage) => page.page.getByRole("group", { name: "The plan" });
  for (const page of [here, there]) await expect(plan(page).getByText("25 rows")).toBeVisible();
  await there.page.getByRole("slider", { name: "Years" }).fill("30");
  for (const page of [here, there]) {
    await expect(page.page.getByRole("slider", { name: "Years" })).toHaveValue("30");
    await expect(plan(page).getByText("30 rows")).toBeVisible();
    await expect(plan(page).getByRole("img").first()).toHaveAccessibleName(/It costs 157/);
  }
  const page = here.page;
  await page.setViewportSize({ width: 1100, height: 1180 });
  await page
    .getByRole("region", { name: "Code cell 2", exact: true })
    .evaluate((cell) => scrollTo(0, cell.getBoundingClientRect().top + scrollY - 64));
  await page.mouse.move(0, 0);
  const picture = process.env["GOKINO_SCREENSHOT"] ? path.join(root, "docs/images/loan.png") : info.outputPath("loan.png");
  await page.screenshot({ path: picture, animations: "disabled", caret: "hide", style: ".bar-path { visibility: hidden }" });
});
