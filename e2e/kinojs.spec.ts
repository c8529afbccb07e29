/// The rows of Kino.JS and Kino.JS.Live that only a browser can show, in two of them.
/// docs/live.md names these tests by their titles.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

/// Writes files below a folder.
function write(dir: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), text);
  }
}

const assets = {
  "main.js": `import { shout } from "./lib/shout.js";
    export async function init(ctx, { words }) {
      await Promise.all([ctx.importCSS("style/main.css"), ctx.importJS("./classic.js")]);
      const { late } = await import("./lib/late.js");
      const words_ = [shout(words[0]), globalThis.classic, late];
      ctx.root.innerHTML = "<p>" + words_.join(" ") + "</p><img alt='dot' src='./images/dot.svg'>";
    }`,
  "lib/shout.js": 'import { mark } from "../mark.js"; export const shout = (text) => text.toUpperCase() + mark;',
  "lib/late.js": 'export const late = new URL("../images/dot.svg", import.meta.url).pathname.split("/").at(-1);',
  "mark.js": 'export const mark = "!";',
  "classic.js": 'globalThis.classic = "classic";',
  "style/main.css": 'p { color: rgb(1, 2, 3); background-image: url("../images/dot.svg") }',
  "images/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"><circle r="3"/></svg>',
};

test("Kino.JS: a static widget, importCSS, importJS, imports and relative URLs", async ({ open, other, dir, page }) => {
  write(path.join(dir, "assets"), assets);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const here = await open(
    notebook('live.Static(map[string]any{"words": []string{"hello"}}, live.Options{Assets: jsassets.FS(os.DirFS("assets"), "")})'),
  );
  await here.code(1).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  for (const { widget } of [here.code(1), there.code(1)]) {
    const line = widget.getByText("HELLO! classic dot.svg");
    await expect(line).toBeVisible();
    await expect(line).toHaveCSS("color", "rgb(1, 2, 3)");
    const image = widget.getByAltText("dot");
    await expect.poll(() => image.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(7);
  }
  // One folder, named after the content, from which all came.
  const folders = new Set(asked.flatMap((url) => /\/assets\/([a-z2-7]{26})\//.exec(url)?.[1] ?? []));
  expect(folders.size).toBe(1);
  for (const name of Object.keys(assets)) expect(asked.some((url) => url.endsWith(`/assets/${[...folders][0]}/${name}`))).toBe(true);
});

test("Kino.JS: a missing entry is an error where the widget is made", async ({ open }) => {
  const here = await open(notebook('opts := live.Options{\n\tAssets: jsassets.Inline("style.css", "").With("b.js", ""),\n}\nopts.Assets = jsassets.FS(os.DirFS("."), "index.js")\nlive.Static(1, opts)'));
  await here.code(1).start();
  await here.code(1).is("error");
  await expect(here.code(1).error).toContainText('the entry "index.js" is not among the files');
});

test("Kino.JS: what cannot be loaded is said in the widget's place, and the rest runs", async ({ open }) => {
  const here = await open(
    notebook(`live.Static(1, live.Options{Assets: jsassets.Inline("main.js", \`export async function init(ctx) {
  await ctx.importCSS("none.css");
  await ctx.importJS("none.js");
  ctx.root.textContent = "ran";
}\`)})`),
  );
  await here.code(1).run();
  const { widget } = here.code(1);
  await expect(widget.locator("#root")).toHaveText("ran");
  await expect(widget.getByRole("alert")).toContainText("none.css could not be loaded");
  await expect(widget.getByRole("alert")).toContainText("none.js could not be loaded");
});

const views = `type visits struct{}

type count struct{ N int }

func (visits) HandleConnect(ctx *live.Context[count]) (any, error) {
	ctx.Assigns.N++
	ctx.BroadcastEvent("count", ctx.Assigns.N)
	return ctx.Assigns.N, nil
}

w := live.New(visits{}, 0, live.Options{Assets: jsassets.Inline("main.js", \`export function init(ctx, n) {
  ctx.root.innerHTML = "<p>view " + n + " of <b>" + n + "</b></p>";
  ctx.handleEvent("count", (all) => (ctx.root.querySelector("b").textContent = all));
}\`)})`;

test("Kino.JS.Live: connect per view, two of them on one page", async ({ open, other }) => {
  const here = await open(notebook(views, "widget.Render(w)\nw"));
  await here.runAll();
  const frame = (page: NotebookPage, i: number) => page.code(2).region.frameLocator("iframe").nth(i).locator("p");
  await expect(here.code(2).region.locator("iframe")).toHaveCount(2);
  for (const i of [0, 1]) await expect(frame(here, i)).toHaveText(/view [12] of 2/);
  const numbers = [await frame(here, 0).textContent(), await frame(here, 1).textContent()];
  expect(new Set(numbers).size).toBe(2);

  const there = await NotebookPage.open(other, here.notebook.served.url);
  for (const page of [here, there]) for (const i of [0, 1]) await expect(frame(page, i)).toHaveText(/ of 4/);
});

test("Kino.JS.Live: a dead widget is no longer available, in a page that comes later too", async ({ open, other }) => {
  const here = await open(notebook(views, "w", "w.Close(kernel.Context())"));
  for (const cell of [1, 2]) await here.code(cell).run();
  await expect(here.code(2).widget.getByText("view 1")).toBeVisible();
  await here.code(3).run();
  await expect(here.code(2).region.getByText("No longer available: it was closed")).toBeVisible();
  await expect(here.code(2).widget.getByText("view 1")).toBeVisible(); // as it was last
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await expect(there.code(2).region.getByText("No longer available: it ended: run its cell again")).toBeVisible();
});

test("ctx.selectSecret says that there are no secrets", async ({ open }) => {
  const here = await open(
    notebook(`live.Static(1, live.Options{Assets: jsassets.Inline("main.js", \`export function init(ctx) {
  ctx.selectSecret(() => (ctx.root.textContent = "a secret"), "TOKEN", {});
}\`)})`),
  );
  await here.code(1).run();
  await expect(here.code(1).widget.getByRole("alert")).toContainText("gokino has no secrets");
  await expect(here.code(1).widget.locator("#root")).toHaveText("");
});
