/// Progress bars.

import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

test("bars in bars move, end and fail, for all that look", async ({ open, other }) => {
  const here = await open(
    notebook(
      `all := widget.NewProgress(4, widget.ProgressOptions{Name: "All", Unit: "files"})\nall`,
      `all.Add(1)\npart := all.Bar("a.txt", 200)\npart.Add(50)`,
      `part.Done()\nall.Bar("b.txt", 0).Fail(errors.New("no disk"))`,
      `all.Done()`,
    ),
  );
  await here.code(1).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const bar = (page: NotebookPage, name: string) => page.page.getByRole("progressbar", { name, exact: true });
  await expect(bar(here, "All")).toHaveAttribute("aria-valuetext", "0 of 4 files");
  await here.code(2).run();
  for (const page of [here, there]) {
    await expect(bar(page, "All")).toHaveJSProperty("value", 1);
    await expect(bar(page, "a.txt")).toHaveJSProperty("position", 0.25);
  }
  await here.code(3).run();
  await expect(bar(there, "a.txt")).toHaveCount(0);
  await expect(bar(there, "b.txt")).toHaveAttribute("aria-valuetext", /failed: no disk$/);
  await here.code(4).run();
  await expect(bar(there, "All")).toHaveAttribute("aria-valuetext", /^4 of 4 files .*in \d+s$/);
  await there.reload();
  await expect(bar(there, "All")).toHaveJSProperty("position", 1);
});

test("a loop shows itself", async ({ open }) => {
  const here = await open(notebook(`for i := range widget.Track(make([]int, 3), widget.ProgressOptions{Name: "Loop"}) {\n\tfmt.Print(i)\n}`));
  await here.code(1).run();
  await expect(here.page.getByRole("progressbar", { name: "Loop" })).toHaveJSProperty("position", 1);
  await expect(here.code(1).stdout).toHaveText("012");
});
