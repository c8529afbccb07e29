/// What the page says about Go while it is written, without running anything.

import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { NotebookPage, type CodeCell } from "./notebook.ts";
import { notebook } from "./sources.ts";

const shape = "type shape struct {\n\twidth, height float64\n}\n\n// area is the area of a shape.\nfunc (s shape) area() float64 { return s.width * s.height }";

function squiggles(cell: CodeCell, severity = "error"): Locator {
  return cell.region.locator(`.gk-squiggle-${severity}`);
}

function options(cell: CodeCell): Locator {
  return cell.region.getByRole("option");
}

/// Waits until something is offered. Right after the start nothing is known yet: one asks again.
async function offered(cell: CodeCell, text: string): Promise<Locator> {
  const option = options(cell).filter({ hasText: text });
  await expect(async () => {
    if (!(await option.isVisible())) await cell.editor.press("Control+Space");
    await expect(option).toBeVisible({ timeout: 3000 });
  }).toPass();
  return option;
}

function tip(cell: CodeCell): Locator {
  return cell.region.locator(".gk-tip");
}

/// A place to rest the pointer on, or to click: the first of a name's letters in the source.
async function place(cell: CodeCell, line: number, text: string): Promise<{ x: number; y: number }> {
  return cell.region.locator(".cm-line").nth(line).evaluate((element, name) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent!.indexOf(name);
      if (at === -1) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }
    throw new Error(`no ${name} in ${element.textContent}`);
  }, text);
}

test("a mistake is marked while one types, on every page, and goes when it is mended", async ({ open, other, page }) => {
  const here = await open(notebook("x := 1", "y := x + 1"));
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.code(2).typeAtEnd(" + nope");
  await expect(squiggles(here.code(2))).toHaveText("nope");
  await expect(squiggles(there.code(2))).toHaveText("nope");
  await page.keyboard.type(" + 2"); // the mark stays with its text
  await expect(squiggles(here.code(2))).toHaveText("nope");

  await page.keyboard.press("ControlOrMeta+Home");
  await expect(async () => { // a check that ends now takes the tip away with what it says anew
    await page.keyboard.press("F8");
    await expect(tip(here.code(2))).toContainText("undefined: nope", { timeout: 2000 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(tip(here.code(2))).toHaveCount(0);
  await expect(here.code(2).editor).toBeFocused();

  await here.code(2).replace("y := x + 2");
  await expect(squiggles(here.code(2))).toHaveCount(0);
  await expect(squiggles(there.code(2))).toHaveCount(0);
});

test("a mistake in one cell shows in another that uses its names", async ({ open }) => {
  const here = await open(notebook("x := 1", "y := x + 1\ny"));
  await here.code(1).replace('x := "one"');
  await expect(squiggles(here.code(2))).not.toHaveCount(0);
  await here.code(1).replace("x := 7");
  await expect(squiggles(here.code(2))).toHaveCount(0);
});

test("an import that nothing uses is pale, and a run's error is not marked twice", async ({ open }) => {
  const here = await open(notebook('import "net/mail"\n\n1', "1 + nope"));
  await expect(here.code(1).region.locator(".gk-unused")).toContainText("net/mail");
  await expect(squiggles(here.code(2))).toHaveText("nope");
  await here.code(2).start();
  await here.code(2).is("error");
  const lines = await here.code(2).region.locator(".cm-fault, .gk-squiggle").evaluateAll((marks) => marks.map((mark) => getComputedStyle(mark).textDecorationLine));
  expect(lines.filter((line) => line === "underline")).toHaveLength(1);
});

test("members of packages and fields of other cells' types are completed", async ({ open, page }) => {
  const here = await open(notebook(shape, "s := shape{2, 3}"));
  const cell = here.code(2);
  await cell.typeAtEnd("\nstrings.Rep");
  await offered(cell, "Repeat");
  await page.keyboard.press("Escape");
  await expect(options(cell)).toHaveCount(0);
  await expect(cell.editor).toBeFocused();
  await (await offered(cell, "Repeat")).click();
  expect(await cell.source()).toContain("strings.Repeat");

  await cell.replace("s := shape{2, 3}\n");
  await cell.typeAtEnd("s.");
  await offered(cell, "width");
  await offered(cell, "area");
  await page.keyboard.type("hei");
  await expect(options(cell)).toHaveCount(1);
  await page.keyboard.press("Tab");
  expect(await cell.source()).toBe("s := shape{2, 3}\ns.height");
});

test("a package that is not imported brings its import", async ({ open, other, page }) => {
  const here = await open(notebook("n := 1"));
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const cell = here.code(1);
  await cell.typeAtEnd("\nmail");
  await (await offered(cell, "net/mail")).click();
  await page.keyboard.type(".ParseDate");
  await expect.poll(() => cell.source()).toContain('import "net/mail"');
  await expect.poll(() => there.code(1).source()).toContain('import "net/mail"');
  await expect(squiggles(cell).filter({ hasText: "mail" })).toHaveCount(0);
});

test("the pointer shows what a name is, and so does a key", async ({ open, page }) => {
  const here = await open(notebook(shape, 's := shape{2, 3}\ns.area()\nstrings.Repeat("a", 3)'));
  const cell = here.code(2);
  const method = await place(cell, 1, "area");
  await page.mouse.move(method.x, method.y);
  await expect(tip(cell)).toContainText("area() float64");
  await expect(tip(cell)).toContainText("area is the area of a shape.");
  await page.mouse.move(2, 2);
  await expect(tip(cell)).toHaveCount(0);

  const repeat = await place(cell, 2, "Repeat");
  await page.mouse.click(repeat.x, repeat.y);
  await page.mouse.move(2, 2);
  await page.keyboard.press("F1");
  await expect(tip(cell)).toContainText("Repeat returns a new string");
  await expect(tip(cell).locator("script, img, [style], [onclick]")).toHaveCount(0);
});

test("a call shows what it wants, and the parameter one is at", async ({ open, page }) => {
  const here = await open(notebook("s := 1"));
  const cell = here.code(1);
  await cell.typeAtEnd("\nstrings.Replace(");
  const signature = cell.region.locator(".gk-signature");
  await expect(signature).toContainText("old");
  await page.keyboard.type('"a", ');
  await expect(signature.locator("b")).toContainText("old");
  await page.keyboard.type('"b", "c", 1)');
  await expect(signature).toHaveCount(0);
  await expect(cell.editor).toBeFocused();
});

test("a name leads to its definition in another cell, a package to its page", async ({ open, page, context }) => {
  const here = await open(notebook(shape, 's := shape{2, 3}\nstrings.Repeat("a", 3)'));
  const cell = here.code(2);
  const at = await place(cell, 0, "shape");
  await page.mouse.click(at.x, at.y);
  await page.keyboard.press("F12");
  await expect(here.code(1).editor).toBeFocused();
  expect(await page.evaluate(() => getSelection()!.toString())).toBe("shape");

  await context.route(/pkg\.go\.dev/, (route) => route.fulfill({ body: "the package's page" }));
  const repeat = await place(cell, 1, "Repeat");
  const opened = context.waitForEvent("page");
  await page.keyboard.down("ControlOrMeta");
  await page.mouse.move(repeat.x, repeat.y);
  await expect(cell.region.locator(".gk-link")).toHaveText("Repeat");
  await page.mouse.click(repeat.x, repeat.y);
  await page.keyboard.up("ControlOrMeta");
  expect((await opened).url()).toContain("pkg.go.dev/strings#Repeat");
});

test("a name is renamed in all cells, for every page, and not to one that is taken", async ({ open, other, page }) => {
  const here = await open(notebook("total := 40\nother := 1", "total + other"));
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.code(2).editor.click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("F2");
  const field = page.getByRole("textbox", { name: "New name for total" });
  await expect(field).toBeFocused();
  await page.keyboard.type("other");
  await page.keyboard.press("Enter");
  await expect(here.code(2).region.locator(".gk-rename-error")).toContainText("cell 1");
  await field.fill("sum");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Renamed in 2 cells")).toBeVisible();
  for (const notebook of [here, there]) {
    await expect.poll(() => notebook.code(1).source()).toBe("sum := 40\nother := 1");
    await expect.poll(() => notebook.code(2).source()).toBe("sum + other");
  }
  await expect(here.code(2).editor).toBeFocused();
});

test("code is formatted by key, and when it is saved; what does not parse stays", async ({ open, other, page }) => {
  const here = await open(notebook("x:=1", "y  :=  x+1", "z :=  ("));
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.code(1).editor.click();
  await page.keyboard.press("Shift+Alt+F");
  await expect.poll(() => here.code(1).source()).toBe("x := 1");
  expect(await here.code(2).source()).toBe("y  :=  x+1");
  await page.keyboard.press("Control+s");
  await expect.poll(() => here.code(2).source()).toBe("y := x + 1");
  await expect.poll(() => there.code(2).source()).toBe("y := x + 1");
  await expect.poll(here.notebook.saved).toContain("y := x + 1");
  expect(await here.code(3).source()).toBe("z :=  (");
});

test("all keys are in a dialog", async ({ open, page }) => {
  const here = await open(notebook("1"));
  await here.code(1).region.focus();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(dialog).toContainText("Go to definition");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await here.code(1).typeAtEnd(" // ?");
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await expect(dialog).toBeVisible();
});
