/// A screen: one program, a state for each page.

import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

const guess = `screen.New(0, func(v *screen.View[int], tries int) any {
	type guess struct{ Number int }
	form := control.FormOf(guess{}, control.FormOptions[guess]{Label: "Your guess", Submit: "Guess"})
	screen.On(v, form, func(e control.FormEvent[guess], tries int) int {
		if e.Data.Number == 13 {
			panic("unlucky")
		}
		return tries + 1
	})
	return widget.Grid(widget.GridOptions{Columns: 1}, widget.Text(fmt.Sprint(tries, " tries")), form)
})`;

test("each page has its own screen", async ({ programs, page, other }) => {
  const { served } = await programs.serve(notebook(guess));
  const here = await NotebookPage.open(page, served.url);
  await here.runAll();
  const there = await NotebookPage.open(other, served.url);
  const [mine, theirs] = [here.code(1).region, there.code(1).region];
  await expect(mine.getByText("0 tries")).toBeVisible();
  await expect(theirs.getByText("0 tries")).toBeVisible();
  for (const n of [1, 2]) {
    await mine.getByLabel("Number").fill("7");
    await mine.getByRole("button", { name: "Guess" }).click();
    await expect(mine.getByText(`${n} tries`)).toBeVisible();
  }
  await theirs.getByLabel("Number").fill("8");
  await theirs.getByLabel("Number").press("Enter");
  await expect(theirs.getByText("1 tries")).toBeVisible();
  await expect(mine.getByText("2 tries")).toBeVisible();
  await accessible(page, ".gk-builtin");

  // A function that panics spoils nothing.
  await mine.getByLabel("Number").fill("13");
  await mine.getByRole("button", { name: "Guess" }).click();
  await expect(mine.getByText("panic in HandleInfo of screen: unlucky")).toBeVisible();
  await expect(mine.getByText("2 tries")).toBeVisible();
  await mine.getByLabel("Number").fill("1");
  await mine.getByRole("button", { name: "Guess" }).click();
  await expect(mine.getByText("3 tries")).toBeVisible();
});
