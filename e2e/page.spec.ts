/// gokino run --html: a notebook as one static page, for those without JavaScript too.

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { run } from "./gokino.ts";
import { notebook } from "./sources.ts";

const root = path.join(import.meta.dirname, "..");

/// Runs a notebook and writes the page.
async function written(dir: string, source: string, ...flags: string[]): Promise<{ page: string; stdout: string; status: number }> {
  const file = path.join(dir, "notebook.md");
  const page = path.join(dir, "page.html");
  writeFileSync(file, source);
  const { status, stdout } = await run(["run", "--html", page, ...flags, file]);
  return { page, stdout, status };
}

/// Opens a page of a file; everything that it asks for is noted.
async function openFile(page: Page, file: string): Promise<string[]> {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) asked.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return asked;
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the gallery as a page", async ({ page, dir }) => {
    for (const name of ["bounce.webm"]) copyFileSync(path.join(root, "testdata/notebooks", name), path.join(dir, name));
    const made = await written(dir, readFileSync(path.join(root, "testdata/notebooks/gallery.md"), "utf8"));
    expect(made.status).toBe(0);
    const asked = await openFile(page, made.page);
    expect(asked).toEqual([pathToFileURL(made.page).href]);
    await expect(page).toHaveTitle("A gallery");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(["A gallery"]);
    await expect(page.getByRole("heading", { name: "Inputs" })).toBeVisible();
    // controls
    await expect(page.getByText("Press me", { exact: true })).toBeVisible();
    await expect(page.locator("dt", { hasText: /^Size$/ }).locator("+ dd")).toHaveText("small");
    await expect(page.getByRole("group", { name: "An order" })).toContainText("Cups");
    // places: the frame as another cell has left it
    await expect(page.getByText("From another cell, in every place where the frame is shown.")).toHaveCount(2);
    await expect(page.getByRole("group", { name: "Inner" })).toContainText("Venus");
    // text
    await expect(page.getByText("progress 100%", { exact: false }).first()).toBeVisible();
    await expect(page.frameLocator('iframe[title="HTML"]').getByText("In a sandbox of its own.")).toBeVisible();
    // pictures, sound and films
    await expect(page.getByRole("img", { name: "Image of 256 × 64 pixels" })).toBeVisible();
    await expect(page.getByLabel("The note A")).toBeVisible();
    await expect(page.getByLabel("A ball that bounces")).toBeVisible();
    // data
    const table = page.getByRole("table", { name: "Readings" });
    await expect(table.getByRole("row")).toHaveCount(201);
    await expect(page.getByText("… 999800 more rows")).toBeVisible();
    await expect(table.getByRole("columnheader", { name: "Station" })).toBeVisible();
    await expect(page.getByRole("img", { name: "A random walk" })).toBeVisible();
    await expect(page.getByRole("img", { name: "Waves" })).toBeVisible();
    const branch = page.getByText("reading", { exact: false }).locator("xpath=ancestor::details").first();
    await expect(branch).toHaveAttribute("open", "");
    // what goes on
    await expect(page.getByRole("progressbar", { name: "A loop" })).toHaveAttribute("value", "20");
    // programs
    await expect(page.getByText("pressed 0", { exact: true })).toBeVisible();
    await expect(page.frameLocator('iframe[title="Served by the cell"]').getByText("This is / at")).toBeVisible();
  });
});

test("a page is fit for readers: axe-core, a phone, light and dark", async ({ page, dir }) => {
  const source = notebook(
    'control.FormOf(struct{ Name string; Cups int }{"Ada", 2})',
    'widget.NewTable([]struct{ Name string; N int }{{"a", 1}, {"b", 2}}, widget.TableOptions{Name: "Rows"})',
    'widget.Tabs(widget.Tab("A", []struct{ X, Y int }{{1, 2}}), widget.Tab("B", []struct{ X, Y int }{{3, 4}}))',
    'widget.NewTree(map[string]any{"a": []int{1, 2, 3}}, widget.TreeOptions{})',
    'widget.NewLine([]int{1, 3, 2}, widget.PlotOptions{Title: "A line"})',
    'widget.Markdown("# Heading\\n\\n- [x] done\\n\\n```\\ncode\\n```")',
    'widget.Terminal("\\x1b[31mred\\x1b[0m \\x1b[42mgreen\\x1b[0m")',
    'p := widget.NewProgress(3, widget.ProgressOptions{Name: "Files"}); p.Add(1); p',
    'fmt.Println(strings.Repeat("a long line ", 30))',
    'widget.HTML("<p>Hello")',
    'panic("oh")',
  );
  const made = await written(dir, source);
  expect(made.status).toBe(1);
  await page.emulateMedia({ colorScheme: "light" });
  await openFile(page, made.page);
  await expect(page.getByText("panic: oh")).toBeVisible();
  for (const width of [1100, 380]) {
    await page.setViewportSize({ width, height: 800 });
    await accessible(page, "html");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
});

test("what was written by others stays text", async ({ page, dir }) => {
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
  const made = await written(dir, notebook(`s := ${JSON.stringify(hostile)}\nfmt.Println(s)\ns`, "widget.Markdown(s)", "control.Button(s)", "widget.HTML(s)"));
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await openFile(page, made.page);
  await expect(page).toHaveTitle("A notebook");
  await expect(page.locator("main img, main script")).toHaveCount(0);
  await expect(page.getByText(hostile, { exact: true }).first()).toBeVisible();
  expect(errors).toEqual([]);
});

test("text: a live widget is printed when its cell has ended, and again if it has changed", async ({ dir }) => {
  const { stdout } = await written(
    dir,
    notebook(
      'frame := widget.NewFrame()\nframe.Append(widget.Text("one"))\nwidget.Render(frame)\nfmt.Println("printed")\nframe.Append(widget.Text("two"))',
      'box := control.Checkbox("Still")\nbox',
      'frame.Append(widget.Text("three"))',
    ),
  );
  expect(stdout).toBe('printed\none\ntwo\ncheckbox "Still": no\n\ncell1 at the end:\none\ntwo\nthree\n');
});

test("--markdown is a notebook again", async ({ dir }) => {
  const file = path.join(dir, "again.md");
  const { status } = await written(dir, notebook('fmt.Println("hi")', 'control.Text("Name")'), "--markdown", file);
  expect(status).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(
    '# A notebook\n\n```go\nfmt.Println("hi")\n```\n\n```output\nhi\n```\n\n```go\ncontrol.Text("Name")\n```\n\n> - **Name:** *empty*\n',
  );
  const again = await run(["run", file]);
  expect(again.stdout).toBe('hi\ntext "Name"\n');
});

test("a notebook that is open is saved as a page, as it is now", async ({ open, page, dir }) => {
  const here = await open(notebook('name := control.Text("Name")\nname', 'widget.NewFrame()'));
  await here.runAll();
  await page.getByRole("textbox", { name: "Name" }).fill("Ada");
  await page.keyboard.press("Enter");
  await here.code(2).run();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as HTML" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^notebook\d*\.html$/);
  const file = path.join(dir, "saved.html");
  await download.saveAs(file);
  await openFile(page, file);
  await expect(page).toHaveTitle("A notebook");
  await expect(page.locator("dt", { hasText: "Name" }).locator("+ dd")).toHaveText("Ada");
  await expect(page.getByText("(Nothing here yet)")).toBeVisible();
});
