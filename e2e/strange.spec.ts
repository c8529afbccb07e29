/// What nobody should show, and what gokino makes of it: something that can be read, and a
/// page that works on. The values are in e2e/site/strange.go.

import { copyFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { run } from "./gokino.ts";
import { root } from "./setup.ts";
import { notebook } from "./sources.ts";

const film = path.join(root, "testdata/notebooks/bounce.webm");

/// Opens each section on a page of its own, as wide as a phone, and looks at it.
async function each(page: Page, url: string, look: Record<string, (page: Page) => Promise<unknown>>): Promise<void> {
  await page.setViewportSize({ width: 320, height: 800 });
  for (const [name, check] of Object.entries(look)) {
    await test.step(name, async () => {
      await page.goto(`${url}strange?only=${encodeURIComponent(name)}`);
      await check(page);
      await expect(page).toHaveTitle("All there is");
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    });
  }
}

const shows = (...texts: (string | RegExp)[]) => async (page: Page) => {
  for (const text of texts) await expect(page.getByText(text).first()).toBeVisible();
};

test("names that are long, foreign or HTML, and too much of everything", async ({ page, programs }) => {
  test.slow();
  const { url } = await programs.start("site", { args: ["-addr", "127.0.0.1:0", "-film", film] });
  await each(page, url, {
    Names: async () => {
      await expect(page.getByRole("button", { name: "👩‍👩‍👧‍👦 emoji", exact: true }).first()).toBeVisible();
      await expect(page.getByRole("button", { name: "<img src=x", exact: false }).first()).toBeVisible();
      await expect(page.getByRole("progressbar")).toHaveCount(6);
      await accessible(page, "gokino-widget");
    },
    "Many names": async () => {
      await expect(page.getByRole("tab")).toHaveText([/^Donaudampf/, "Tab 2", /^<img/, /مرحبا/]);
      await expect(page.getByRole("tab").first()).toHaveCSS("text-overflow", "ellipsis");
      await expect(page.getByRole("treeitem").first()).toBeVisible();
      await accessible(page, "gokino-widget");
    },
    "10,000 choices": async () => {
      await page.getByRole("combobox", { name: "Select" }).selectOption("9999");
      await expect(page.getByRole("combobox", { name: "Select" })).toHaveValue("9999");
      await page.getByRole("group", { name: "Multi" }).getByRole("checkbox", { name: "998", exact: true }).check();
    },
    "100 tabs": async () => {
      await page.getByRole("tab", { name: "Tab 0", exact: true }).focus();
      await page.keyboard.press("End");
      await expect(page.getByRole("tab", { name: "Tab 99" })).toBeInViewport();
      await expect(page.getByRole("tabpanel", { name: "Tab 99" }).getByText("1 row")).toBeVisible();
      await expect(page.getByText("widget.Grid: 1000 columns, there can be 1 to 64")).toBeVisible();
    },
    "Large text": async (at) => {
      await shows(/50 MB of text/, /bytes of earlier text not shown/)(at);
      const box = at.getByRole("group", { name: "Text" }).first();
      await box.focus(); // it scrolls, so the keyboard gets there
      await at.keyboard.press("End");
      await expect.poll(() => box.evaluate((element) => element.scrollTop)).toBeGreaterThan(1000);
      await expect(at.getByText("50 MB of text").first()).toBeVisible();
    },
    "Many items": shows("4500 earlier outputs not shown", "item 4999"),
    Pictures: shows("This picture cannot be shown: image/png, 10 bytes", /widget.Image: there is no picture/, /widget.Pixels: 1 bytes/),
    Sound: shows("The browser cannot play this audio/wav.", "The browser cannot play this video/mp4."),
    "No sound": shows(/panic: widget.NewAudio: 0 bytes/),
  });
});

test("values that are nil, wrong, or contain themselves", async ({ page, programs }) => {
  const { url } = await programs.start("site", { args: ["-addr", "127.0.0.1:0", "-film", film] });
  await each(page, url, {
    "Least above most": shows('panic: control: range "Backwards": from 10 to 1 there is no slider'),
    "NaN bounds": shows(/panic: control: range "NaN": from NaN to \+Inf there is no slider/),
    "Plots of no numbers": async (at) => {
      for (const name of ["Inf", "Nothing", "NaN", "None"]) await expect(at.getByRole("img", { name, exact: true }).locator("svg")).toBeAttached();
    },
    Progress: shows("4,611,686,018,427,387,904 of 3"),
    Deep: async (at) => {
      await expect(at.getByRole("textbox", { name: "Thrice" })).toHaveCount(3);
      await at.getByRole("textbox", { name: "Thrice" }).first().fill("same");
      await at.getByRole("textbox", { name: "Thrice" }).first().press("Enter");
      for (const field of await at.getByRole("textbox", { name: "Thrice" }).all()) await expect(field).toHaveValue("same");
    },
    "Frames in frames": shows("Values in values, too deep to be shown"),
    Nil: async (at) => {
      await expect(at.getByText("<nil>")).not.toHaveCount(0);
      await expect(at.getByText("panic")).toHaveCount(0);
    },
    Wrong: shows("{}", "chan int", "func(int) string", /^&\{Name:"ring"/, /^map\["self":map/),
    Trees: shows("is above itself", "nil"),
    Tables: shows("2 rows", "4 rows"),
    Charts: async (at) => {
      await expect(at.getByText(/^The chart cannot be drawn/)).toHaveCount(2);
      await expect(at.getByRole("button", { name: "Save as SVG" })).toHaveCount(0);
    },
    "No chart": shows(/panic: widget: the chart's specification/),
    Diagrams: shows(/^Not drawn: Parse error/, /^Not drawn: No diagram type/),
    "Still alive": async (at) => {
      await at.frameLocator("iframe").getByRole("button").click();
      await expect(at.frameLocator("iframe").getByRole("button")).toHaveText(/clicked \d/);
    },
  });
});

test("headless, all that there is ends, and says what it is", async ({ dir }) => {
  for (const name of ["gallery.md", "bounce.webm"]) copyFileSync(path.join(root, "testdata/notebooks", name), path.join(dir, name));
  const { status, stdout, stderr } = await run(["run", "--json", "gallery.md"], { cwd: dir });
  expect(stderr).not.toMatch(/panic|error/i);
  const cells = stdout.trim().split("\n").map((line) => JSON.parse(line) as { status: string; stdout?: string; outputs?: unknown[] });
  expect(cells.length).toBeGreaterThan(45);
  for (const cell of cells) expect(cell.status).toBe("ok");
  expect(status).toBe(0);
});

test("headless and in a notebook, what nobody should show is said and goes on", async ({ open, dir }) => {
  const cells = [
    "type node struct { Next *node }\nring := &node{}\nring.Next = ring\nring",
    'loop := map[string]any{}\nloop["self"] = loop\nloop',
    "closed := make(chan int)\nclose(closed)\nclosed",
    "widget.Render((*widget.Table)(nil))\nwidget.Render[any](nil)\nwidget.Render[error](nil)\nwidget.Render((*control.Input[string])(nil))\nfmt.Println()",
    'frame := widget.NewFrame()\nfor i := range 5000 { frame.Append(widget.Text(fmt.Sprint("item ", i))) }\nframe',
    'widget.Text(strings.Repeat("much text ", 5_000_000))',
    "widget.NewLine([]float64{math.NaN(), math.Inf(1)})",
    'same := control.Text("Same")\nwidget.Grid(widget.GridOptions{}, same, same, widget.Tabs(widget.Tab("a", same)))',
    'widget.Render(widget.Image{Data: []byte("\\x89PNG\\r\\n\\x1a\\n")})\nwidget.Render(widget.Mermaid("nonsense"))\nfmt.Println()',
    'fmt.Println("still alive")',
  ];
  const file = path.join(dir, "strange.md");
  writeFileSync(file, notebook(...cells));
  const { status, stdout } = await run(["run", file]);
  expect(status).toBe(0);
  expect(stdout).toContain("still alive");
  expect(stdout).toContain("item 4999");
  expect(stdout).toContain("<nil>");
  expect(stdout.length).toBeLessThan(4 << 20);

  const here = await open(notebook(...cells));
  await here.runAll();
  await expect(here.code(3).value).toHaveText("chan int");
  await expect(here.code(5).value.getByText("4500 earlier outputs not shown")).toBeVisible();
  await here.code(8).value.getByRole("textbox", { name: "Same" }).last().fill("one");
  await here.code(8).value.getByRole("textbox", { name: "Same" }).last().press("Enter");
  for (const field of await here.code(8).value.getByRole("textbox", { name: "Same" }).all()) await expect(field).toHaveValue("one");
  await expect(here.code(9).value.first()).toContainText("This picture cannot be shown");
  await expect(here.code(10).stdout).toHaveText("still alive\n");
  await accessible(here.page, ".outputs");
});
