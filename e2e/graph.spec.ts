/// What cells have to do with each other: stale marks, reactive mode, the graph.

import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

/// What is seen, without what is hidden.
const printed = { useInnerText: true };

test("reactive: what depends on a cell runs after it, on every page, and the file remembers", async ({ open, other }) => {
  const here = await open(notebook("x := 1", '"apart"', 'fmt.Println("x is", x)'));
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.runAll();
  await expect(here.code(3).stdout).toHaveText("x is 1\n", printed);
  const before = here.notebook.saved();
  await here.code(1).replace("x := 5");
  await here.code(1).start();
  await here.code(3).isStale(true);
  await here.code(2).isStale(false);
  await expect(here.code(3).stdout).toHaveText("x is 1\n", printed);

  await there.press("Reactive");
  await expect(here.button("Reactive")).toHaveAttribute("aria-pressed", "true");
  await here.code(1).replace("x := 7");
  await here.code(1).start();
  await expect(here.code(3).stdout).toHaveText("x is 7\n", printed);
  await expect(there.code(3).stdout).toHaveText("x is 7\n", printed);
  await here.code(3).isStale(false);
  await expect.poll(() => here.notebook.saved()).toBe(`<!-- gokino: reactive -->\n\n${before.replace("x := 1", "x := 7")}`);
  await here.reload();
  await expect(here.button("Reactive")).toHaveAttribute("aria-pressed", "true");
  await here.press("Reactive");
  await expect.poll(() => here.notebook.saved()).toBe(before.replace("x := 1", "x := 7"));
});

test("only what really changed makes others stale, also through functions", async ({ open }) => {
  const here = await open(notebook("n := 0", "func inc() { n++ }", "inc()", "n", "func twice(i int) int { return 2 * i }", "twice(4)"));
  await here.runAll();
  await expect(here.code(4).value).toHaveText("1");
  const stale = () =>
    here.page.getByRole("region").evaluateAll((cells) => cells.filter((cell) => cell.getAttribute("data-stale") === "true").map((cell) => Number(cell.getAttribute("data-cell-id"))));
  // A later cell is run, too: when its outputs are there, all marks of the first are.
  const again = async (id: number) => {
    await here.code(id).start();
    await here.code(6).replace(`twice(4) + ${++runs}`);
    await here.code(6).start();
    await expect(here.code(6).value).toHaveText(`${8 + runs}`);
  };
  let runs = 0;
  await again(5); // equal code
  expect(await stale()).toEqual([]);
  await again(3); // writes n, by way of inc
  expect(await stale()).toEqual([4]);
  await here.press("Run stale");
  await expect(here.code(4).value).toHaveText("2");
  expect(await stale()).toEqual([]);
  await again(1); // n is 0 again
  expect(await stale()).toEqual([3, 4]);
  await here.press("Run stale");
  await expect(here.code(4).value).toHaveText("1");
  await here.code(5).replace("func twice(i int) int { return i + i }");
  await expect.poll(stale).toEqual([5]);
  await here.code(5).replace("func twice(i int) int { return 2 * i }");
  await expect.poll(stale).toEqual([]);
  await here.code(5).replace("func twice(i int) int { return i + i }");
  await here.code(5).start();
  await expect.poll(stale).toEqual([6]);
});

test("each cell says what it uses and leads there; names defined twice and deleted cells are marked", async ({ open }) => {
  const here = await open(notebook("x, y := 1, 2", "x + y", "x := 3", "x * 2"));
  const ties = (id: number) => here.code(id).region.getByRole("group", { name: "Dependencies" });
  await expect(ties(2)).toHaveText("uses xy← 1"); // from the text alone
  await here.runAll();
  await expect(ties(4)).toHaveText("uses x← 3");
  await expect(ties(1)).toHaveText("x also in cell 3");
  await expect(ties(1).getByRole("button")).toHaveAttribute("title", /That of cell 3 holds/);
  await ties(2).getByRole("button", { name: /^y: cell 1 defines y/ }).click();
  await expect(here.code(1).region).toBeFocused();

  await here.code(1).press("Delete cell");
  await expect(ties(2)).toContainText("uses x of a deleted cell");
  await expect(ties(2)).toContainText("uses y of a deleted cell");
  await expect(ties(3)).toBeHidden();
  await here.press("Undo delete");
  await expect(ties(2)).toHaveText("uses xy← 1");
  await expect(ties(3)).toHaveText("x also in cell 1");
});

test("the graph shows the cells and what flows between them, for mouse and keyboard", async ({ open }) => {
  const here = await open(notebook("a := 1", "b := a + 1", "c := a + b", "later", "later := 1"));
  for (const id of [1, 2, 3]) await here.code(id).run();
  await here.press("Show graph");
  const graph = here.page.getByRole("dialog", { name: "Graph of cells" });
  const cell = (id: number) => graph.getByRole("button", { name: new RegExp(`^cell ${id}\\b`) });
  await expect(cell(1)).toBeFocused();
  await expect(graph.locator(".graph-edge")).toHaveCount(4);
  await expect(graph.locator(".graph-edge-up title")).toHaveText("cell 4 uses later of cell 5");
  await here.page.keyboard.press("ArrowDown");
  await here.page.keyboard.press("ArrowDown");
  await expect(graph.getByRole("status")).toHaveText(/^Cell 3: ran in .*; it uses a of cell 1, b of cell 2$/);
  await cell(2).hover();
  await expect(graph.getByRole("status")).toContainText("cell 3 uses it");
  await here.page.keyboard.press("Enter");
  await expect(graph).toBeHidden();
  await expect(here.code(3).region).toBeFocused();

  await here.press("Show graph");
  await here.page.keyboard.press("Escape");
  await expect(graph).toBeHidden();
});

test("cells that use each other's names are named, and each runs once", async ({ open }) => {
  const here = await open(notebook("p := 1", "q := p + 1\nfmt.Println(q)", "p := q + 1\nfmt.Println(p)"));
  await here.runAll();
  await here.code(2).start(); // now it sees the p of cell 3
  await expect(here.code(2).stdout).toHaveText("4\n", printed);
  const ties = here.code(2).region.getByRole("group", { name: "Dependencies" });
  await expect(ties).toContainText("cycle with cell 3");
  await here.press("Reactive");
  await here.code(2).start();
  await expect(here.code(3).stdout).toHaveText("5\n", printed);
});
