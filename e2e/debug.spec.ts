/// Looking into a program while it runs.

import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

test("a value that is debugged is shown where it was, and counted, on every page", async ({ open, other, page }) => {
  const here = await open(notebook(
    `press := control.Button("Press")\npress`,
    `double := func(n int) int { return 2 * widget.Debug(n, "in") }`,
    `n := double(20)\nn`,
    `control.Listen(press, func(control.Click) { n = double(n) })`,
  ));
  await here.runAll();
  await expect(here.code(3).value.first().getByText("cell2:1 in int = 20")).toBeVisible();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  for (let i = 0; i < 6; i++) await there.code(1).value.getByRole("button", { name: "Press" }).click();
  for (const view of [here, there]) {
    const calls = view.code(4).value.last();
    await expect(calls.getByText("cell2:1 in, 6 calls:")).toBeVisible();
    await expect(calls.getByRole("row")).toHaveText(["calltypevalue", "6int1280", "5int640", "4int320", "3int160", "2int80"]);
  }
  await accessible(page, ".outputs");
  await here.code(4).start(); // counts anew
  await expect(here.code(4).value).toHaveText(["listening"]);
});

test("goroutines are counted by what they do, and drawn by who has started them", async ({ open }) => {
  const here = await open(notebook(
    `for range 3 {\n\tgo func() { select {} }()\n}`,
    `widget.Goroutines()`,
    `widget.Goroutines().Diagram()`,
  ));
  await here.runAll();
  await expect(here.code(2).value.getByRole("row").filter({ hasText: "select (no cases)" })).toHaveText("3select (no cases)cell1.func1cell1cell1:2cell1");
  await expect(here.code(3).value.getByText("Goroutines, by who has started them")).toBeVisible();
  await here.code(3).value.getByText("Source", { exact: true }).click();
  await expect(here.code(3).value.locator("details")).toContainText("cell1.func1<br/>select (no cases) cell1");
});
