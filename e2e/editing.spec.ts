/// Cells are added, edited, moved and deleted, and the file follows.

import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

test("a cell is added, written, moved, deleted and brought back", async ({ open }) => {
  const here = await open("# Title\n\n```go\n1\n```\n\nEnd.\n");
  expect(await here.names()).toEqual(["Text cell", "Code cell 1", "Text cell"]);

  await here.code(1).region.click();
  await here.press("Add code cell");
  await expect.poll(() => here.names()).toEqual(["Text cell", "Code cell 1", "Code cell 2", "Text cell"]);
  await here.code(2).typeAtEnd("2 + 2");
  await expect.poll(here.notebook.saved).toBe("# Title\n\n```go\n1\n```\n\n```go\n2 + 2\n```\n\nEnd.\n");

  await here.code(2).press("Move cell up");
  await expect.poll(() => here.names()).toEqual(["Text cell", "Code cell 2", "Code cell 1", "Text cell"]);
  await expect.poll(here.notebook.saved).toBe("# Title\n\n```go\n2 + 2\n```\n\n```go\n1\n```\n\nEnd.\n");

  await here.code(1).press("Delete cell");
  await expect.poll(() => here.names()).toEqual(["Text cell", "Code cell 2", "Text cell"]);
  await expect.poll(here.notebook.saved).toBe("# Title\n\n```go\n2 + 2\n```\n\nEnd.\n");

  await here.press("Undo delete");
  await expect.poll(() => here.names()).toEqual(["Text cell", "Code cell 2", "Code cell 1", "Text cell"]);
  await expect.poll(here.notebook.saved).toBe("# Title\n\n```go\n2 + 2\n```\n\n```go\n1\n```\n\nEnd.\n");
  await expect(here.button("Undo delete")).toBeHidden();
  await here.runAll();
  await expect(here.code(2).value).toHaveText("4");
  await expect(here.code(1).value).toHaveText("1");
});

test("text is shown rendered, without any HTML of its own, and edited as Markdown", async ({ open, page }) => {
  const here = await open("# Title\n\nSome *words*. <img src=x onerror=\"document.title='hit'\"> [click](javascript:alert(1))\n\n```go\n1\n```\n");
  await expect(here.texts.first().getByRole("heading", { name: "Title" })).toBeVisible();
  await expect(here.texts.first().locator("em")).toHaveText("words");
  await expect(here.texts.first().locator("img")).toHaveCount(0);
  await expect(here.texts.first().locator("a[href]")).toHaveCount(0);
  await expect(page).not.toHaveTitle("hit");

  await here.texts.first().locator("em").dblclick();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("More.");
  await page.keyboard.press("Escape");
  await expect(here.texts.first()).toContainText("More.");
  await expect.poll(here.notebook.saved).toContain("More.");
});

test("Ctrl+Enter runs and stays, Shift+Enter runs and goes on, at the end to a new cell", async ({ open, page }) => {
  const here = await open(notebook("40 + 2", "43"));
  await here.code(1).editor.click();
  await page.keyboard.press("Control+Enter");
  await expect(here.code(1).value).toHaveText("42");
  await expect(here.code(1).editor).toBeFocused();

  await page.keyboard.press("Shift+Enter");
  await expect(here.code(2).editor).toBeFocused();
  await page.keyboard.press("Shift+Enter");
  await expect(here.code(2).value).toHaveText("43");
  await expect(here.code(3).editor).toBeFocused();
  await page.keyboard.type("44");
  await page.keyboard.press("Control+Enter");
  await expect(here.code(3).value).toHaveText("44");
});

test("a run takes what was typed right before it", async ({ open, page }) => {
  const here = await open(notebook("1"));
  await here.code(1).typeAtEnd("23456789");
  await page.keyboard.press("Control+Enter");
  await expect(here.code(1).value).toHaveText("123456789");
});

test("two pages that edit one cell at once end with the same text", async ({ open, other }) => {
  const here = await open(notebook("// middle"));
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await there.code(1).editor.click();
  await there.code(1).editor.press("ControlOrMeta+Home");
  await here.code(1).editor.click();
  await here.code(1).editor.press("ControlOrMeta+End");

  const [tail, head] = [" tail".repeat(20), "head ".repeat(20)];
  await Promise.all([here.page.keyboard.type(tail), there.page.keyboard.type(head)]);

  const want = `${head}// middle${tail}`;
  await expect.poll(() => here.code(1).source()).toBe(want);
  await expect.poll(() => there.code(1).source()).toBe(want);
  await expect.poll(here.notebook.saved).toContain(want);
});

test("pages see each other's cells come, go and run", async ({ open, other }) => {
  const here = await open(notebook("x := 1"));
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.code(1).region.click();
  await here.press("Add code cell");
  await here.code(2).typeAtEnd("x + 1");
  await expect.poll(() => there.code(2).source()).toBe("x + 1");
  await there.runAll();
  await expect(here.code(2).value).toHaveText("2");
  await there.code(2).press("Delete cell");
  await expect(here.code(2).region).toHaveCount(0);
});

test("what is typed into a cell that another page deletes commands no other cell", async ({ open, other, page }) => {
  const here = await open(notebook("1", "2", "3"));
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.code(1).typeAtEnd(" + ab");
  await there.code(1).press("Delete cell");
  await expect(here.code(1).region).toHaveCount(0);
  await page.keyboard.type("abbabab");
  await expect(page.getByRole("alert")).toContainText("deleted on another page");
  await here.press("Undo delete");
  await expect.poll(() => here.names()).toEqual(["Text cell", "Code cell 1", "Code cell 2", "Code cell 3"]);
  expect(await here.code(1).source()).toBe("1 + ab");
});
