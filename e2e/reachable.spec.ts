/// All widgets for those who use a keyboard, a screen reader, a phone, large letters or few
/// colours, after what one does with them.

import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { root } from "./setup.ts";

const film = path.join(root, "testdata/notebooks/bounce.webm");
const site = ["-addr", "127.0.0.1:0", "-film", film];

function section(page: Page, name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

/// Scrolls through the page until all is there, and does what leaves each widget in another
/// state: messages, selections, open branches, a profile.
async function use(page: Page): Promise<void> {
  for (const region of await page.getByRole("region").all()) await region.scrollIntoViewIfNeeded();
  await expect(page.getByRole("img", { name: "A leads to B" })).toBeVisible();
  await section(page, "Stats").getByRole("button", { name: /Profile/ }).click();

  await page.getByRole("button", { name: "Press me" }).click();
  await page.getByRole("button", { name: "Keyboard" }).click();
  const inputs = section(page, "Inputs");
  await inputs.getByLabel("Nick").fill("far too long a name");
  await inputs.getByLabel("Nick").press("Enter");
  await expect(inputs.getByLabel("Nick")).toHaveAttribute("aria-invalid", "true");
  await inputs.getByRole("button", { name: /Show what is entered/ }).click();
  await section(page, "Files").getByLabel("Texts", { exact: true }).setInputFiles([
    { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("one") },
    { name: "b.txt", mimeType: "text/plain", buffer: Buffer.from("two") },
  ]);
  await expect(section(page, "Files").getByRole("listitem")).toHaveCount(2);
  await section(page, "Files").getByLabel("Picture", { exact: true }).setInputFiles({ name: "no.png", mimeType: "image/png", buffer: Buffer.from("no") });
  await expect(section(page, "Files").getByText(/is not a picture/)).toBeVisible();
  await section(page, "Form").getByRole("button", { name: "Order" }).click();
  await expect(section(page, "Form").getByText("Please fill this in.")).toBeVisible();
  await page.getByRole("button", { name: "A step" }).click();
  await section(page, "Layouts").getByRole("tab", { name: "Grid" }).click();
  await page.getByText("Source", { exact: true }).click();

  const table = section(page, "Table");
  await table.getByRole("button", { name: "Filter" }).click();
  await table.getByRole("columnheader", { name: "Value" }).click();
  await table.getByRole("row").nth(3).click();
  const tree = section(page, "Tree").getByRole("tree");
  await tree.getByRole("treeitem", { name: /planets/ }).last().click();
  await expect(tree.getByText("Venus")).toBeVisible();
  await section(page, "Screen").getByRole("button", { name: "More" }).click();
  await expect(section(page, "Stats").getByRole("tree", { name: "CPU profile" })).toBeVisible();
}

test("axe-core finds nothing after all was used, light, dark and on a phone", async ({ page, programs }) => {
  test.setTimeout(240_000);
  const served = await programs.start("site", { args: site });
  await page.goto(served.url);
  await use(page);
  await accessible(page, "main");
  await page.setViewportSize({ width: 390, height: 800 });
  await accessible(page, "main");
});

test("axe-core finds nothing while the server is away, and when all widgets have ended", async ({ page, programs }) => {
  test.slow();
  const served = await programs.start("site", { args: site });
  await page.goto(served.url);
  await use(page);
  await served.kill();
  await accessible(page, "main");
  await programs.start("site", { args: ["-addr", `127.0.0.1:${served.port}`, "-film", film] });
  await expect(page.getByText(/^No longer available/).first()).toBeVisible();
  await accessible(page, "main");
});

/// Elements that are too small to hit, or reach out of the page. A box or dot has the label
/// beside it as well.
function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const controls = "button, input:not([type=checkbox], [type=radio]), select, textarea, a[href], summary, [role=tab], [role=treeitem] > :first-child";
    const look = (tree: ParentNode) => {
      for (const element of tree.querySelectorAll<HTMLElement>("*")) {
        if (element.shadowRoot) look(element.shadowRoot);
        const { width, height } = element.getBoundingClientRect();
        if (width === 0 || !element.matches(controls) || element.closest("p, td, li")) continue;
        if (width < 24 || height < 24) found.add(`${element.tagName} ${element.className}: ${Math.round(width)} × ${Math.round(height)}`);
      }
    };
    look(document);
    if (document.documentElement.scrollWidth > innerWidth) found.add(`the page is ${document.documentElement.scrollWidth} wide`);
    return [...found];
  });
}

for (const width of [390, 320]) {
  test(`on a page ${width} pixels wide nothing scrolls sideways, and all can be hit`, async ({ page, programs }) => {
    await page.setViewportSize({ width, height: 800 });
    const served = await programs.start("site", { args: site });
    await page.goto(served.url);
    await use(page);
    expect(await misplaced(page)).toEqual([]);
  });
}

test("the keyboard gets everywhere, sees where it is, and out again", async ({ page, programs }) => {
  test.slow();
  const served = await programs.start("site", { args: site });
  await page.goto(served.url);
  for (const region of await page.getByRole("region").all()) await region.scrollIntoViewIfNeeded();
  await expect(section(page, "Proxy").frameLocator("iframe").getByRole("link")).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await page.getByRole("heading", { name: "All there is" }).click();
  const stops: string[] = [];
  const unseen: string[] = [];
  for (let presses = 0; presses < 120 && !stops.includes("the end"); presses++) {
    await page.keyboard.press("Tab");
    const { where, seen } = await focused(page);
    stops.push(where);
    if (!seen) unseen.push(where);
  }
  expect(stops).toContain("the end");
  expect(unseen).toEqual([]);
  for (const name of ["Press me", "Keyboard", "Nick", "Show what is entered in Secret word", "Level", "tea", "Monday", "I have read it", "Texts", "Order", "A step", "Text", "Save as SVG", "Search", "More", "Profile the CPU for 5 s", "Open in a tab of its own"]) {
    expect(stops).toContain(name);
  }
});

/// What has the focus, and whether that can be seen.
function focused(page: Page): Promise<{ where: string; seen: boolean }> {
  return page.evaluate(() => {
    let element = document.activeElement as HTMLElement | null;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement as HTMLElement;
    if (!element || element === document.body) return { where: "the end", seen: true };
    const { labels } = element as HTMLInputElement;
    const where = element.getAttribute("aria-label") ?? labels?.[0]?.textContent ?? (element.textContent || element.tagName).trim();
    const lit = (one: Element | null) => one !== null && getComputedStyle(one).outlineStyle !== "none";
    const inside = [...element.querySelectorAll("*")].some(lit);
    // A document in a frame has a focus of its own, and so have the browser's players and calendars.
    const own = element.matches("iframe, audio, video, [type=date], [type=time], [type=datetime-local]");
    return { where: where.trim(), seen: own || lit(element) || inside };
  });
}

test("the patterns of the keyboard: tabs, radio buttons, a tree, a table, a flame graph", async ({ page, programs }) => {
  const served = await programs.start("site", { args: site });
  await page.goto(served.url);
  const layouts = section(page, "Layouts");
  await layouts.getByRole("tab", { name: "Text" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(layouts.getByRole("tab", { name: "Grid" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(layouts.getByRole("tabpanel", { name: "Grid" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Home");
  await expect(layouts.getByRole("tab", { name: "Text" })).toBeFocused();

  await section(page, "Inputs").getByRole("radio", { name: "tea" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(section(page, "Inputs").getByRole("radio", { name: "coffee" })).toBeChecked();
  await page.getByRole("button", { name: "Press me" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: "What Go heard" })).toHaveText("pressed 2");

  const tree = section(page, "Tree").getByRole("tree");
  await section(page, "Tree").scrollIntoViewIfNeeded();
  await tree.getByRole("treeitem").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect(tree.getByText("Mercury")).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(tree.getByText("Mercury")).toBeHidden();

  const grid = section(page, "Table").getByRole("grid");
  await section(page, "Table").scrollIntoViewIfNeeded();
  await grid.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(grid.getByRole("row", { selected: true })).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(grid.getByRole("row", { selected: true })).toHaveCount(0);
});

test("letters twice as large, few colours and no movement", async ({ browser, programs }) => {
  const served = await programs.start("site", { args: site });
  // At 200 % a window of 1100 pixels is one of 550.
  const context = await browser.newContext({ viewport: { width: 550, height: 400 }, deviceScaleFactor: 2, forcedColors: "active", reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(served.url);
  await use(page);
  expect(await misplaced(page)).toEqual([]);
  const tab = (name: string) => section(page, "Layouts").getByRole("tab", { name });
  const line = (at: Locator) => at.evaluate((element) => getComputedStyle(element).borderBottomColor);
  expect(await line(tab("Grid"))).not.toBe(await line(tab("Text")));
  const bar = page.getByRole("progressbar", { name: "Files" });
  await expect(bar).not.toHaveCSS("border-top-width", "0px");
  const moving = await page.evaluate(() => document.getAnimations().filter(({ playState, effect }) => playState === "running" && Number(effect?.getComputedTiming().duration) > 0).length);
  expect(moving).toBe(0);
  await context.close();
});
