/// Things to look at, by role and label: frames with their rules of sharing, layouts, text,
/// pictures, sound, downloads.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { root } from "./setup.ts";
import { notebook } from "./sources.ts";

/// A button whose clicks a Go function hears, with the client that clicked.
const button = `type clicks struct{}

func (clicks) HandleConnect(*live.Context[string]) (any, error) { return nil, nil }

func (clicks) HandleEvent(ctx *live.Context[string], event string, p live.Payload) error {
	heard(ctx.Origin(), event)
	return nil
}

var heard = func(client, event string) {}

live.New(clicks{}, 0, live.Options{Assets: jsassets.Inline("main.js", \`export function init(ctx) {
	for (const name of ["mine", "all", "present"]) {
		const b = ctx.root.appendChild(document.createElement("button"));
		b.textContent = name;
		b.onclick = () => ctx.pushEvent(name);
	}
}\`)})`;

const clicked = `frame := widget.NewFrame()
heard = func(client, event string) {
	switch event {
	case "mine": frame.To(client).Append(widget.Text("only yours"))
	case "all": frame.Append(widget.Text("for all"))
	case "present": frame.Temporary().Append(widget.Text("for those who are here"))
	}
}
frame`;

function frames(page: Page): Locator {
  return page.getByRole("group", { name: "Frame" });
}

test("what a frame shows: for all, for one, for those who are there, in several places", async ({ open, other }) => {
  const here = await open(notebook(button, clicked, `widget.Tabs(widget.Tab("First", 1), widget.Tab("The frame", frame))`));
  await here.runAll();
  await here.page.getByRole("tab", { name: "The frame" }).click();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await expect(frames(here.page)).toHaveCount(2);
  await expect(frames(there.page)).toHaveCount(1); // which tab is open is each page's own affair
  await expect(here.code(2).value.getByText("Nothing here yet")).toBeVisible();

  const press = (name: string) => here.code(1).widget.getByRole("button", { name, exact: true }).click();
  await press("all");
  for (const frame of await frames(here.page).all()) await expect(frame).toHaveText("for all");
  await expect(frames(there.page)).toHaveText("for all");

  await press("mine");
  for (const frame of await frames(here.page).all()) await expect(frame).toHaveText("for allonly yours");
  await press("present");
  for (const frame of await frames(here.page).all()) await expect(frame).toHaveText("for allonly yoursfor those who are here");
  await expect(frames(there.page)).toHaveText("for allfor those who are here");

  await there.reload(); // comes late now: the history is what it sees
  await expect(frames(there.page)).toHaveText("for all");
});

test("a frame takes chunks, layouts and live widgets, and lets go of them", async ({ open }) => {
  const here = await open(
    notebook(
      `frame := widget.NewFrame()
frame`,
      `for _, word := range []string{"Hel", "lo **wor", "ld**"} {
	frame.Append(widget.Chunk(widget.Markdown(word)))
}`,
      `frame.Render(widget.Grid(widget.GridOptions{Columns: 2}, widget.HTML("<p>in a sandbox</p>"), widget.NewDownload(nothing)))

func nothing(context.Context) ([]byte, error) { return nil, nil }`,
      `frame.Clear()`,
      `widget.AnimateState(control.Stream(control.Interval(10*time.Millisecond)), 0, func(_ any, n int) (any, int, bool) { return n, n + 1, n < 10 })`,
    ),
  );
  await here.code(1).run();
  const frame = frames(here.page);
  await here.code(2).run();
  await expect(frame).toHaveText("Hello world");
  await expect(frame.locator("strong")).toHaveText("world");
  await here.code(3).run();
  await expect(frame.frameLocator("iframe").getByText("in a sandbox")).toBeVisible();
  await expect(frame.getByRole("button", { name: "Download" })).toBeVisible();
  await here.code(4).run();
  await expect(here.code(1).value.getByText("Nothing here yet")).toBeVisible();
  await expect(here.page.locator("iframe")).toHaveCount(0);
  await here.code(5).run();
  await expect(here.code(5).value.getByRole("group", { name: "Frame" })).toHaveText("9");
});

test("chunks of text read as one, in a cell too", async ({ open }) => {
  const here = await open(
    notebook(`for _, word := range []string{"Hel", "lo **wor", "ld**"} {
	widget.Render(widget.Chunk(widget.Markdown(word)))
}
widget.Render(widget.Chunk(widget.Text("a")))
widget.Render(widget.Chunk(widget.Text("b")))
fmt.Println("end")`),
  );
  await here.runAll();
  await expect(here.code(1).value).toHaveText(["Hello world", "ab"]);
  await here.reload();
  await expect(here.code(1).value).toHaveText(["Hello world", "ab"]);
});

test("tabs are chosen with the keyboard", async ({ open }) => {
  const here = await open(notebook(`widget.Tabs(widget.Tab("One", widget.Text("first")), widget.Tab("Two", widget.Text("second")), widget.Tab("Three", 3))`));
  await here.runAll();
  const tab = (name: string) => here.page.getByRole("tab", { name });
  const panel = here.page.getByRole("tabpanel");
  await expect(tab("One")).toHaveAttribute("aria-selected", "true");
  await expect(panel).toHaveText("first");
  await tab("One").focus();
  await here.page.keyboard.press("ArrowRight");
  await expect(tab("Two")).toBeFocused();
  await expect(panel).toHaveText("second");
  await here.page.keyboard.press("End");
  await expect(panel).toHaveText("3");
  await here.page.keyboard.press("ArrowRight");
  await expect(tab("One")).toBeFocused();
  await here.page.keyboard.press("Tab");
  await expect(panel).toBeFocused();
});

test("Markdown is what GitHub makes of it, with formulas and diagrams, and runs nothing", async ({ open }) => {
  const text = String.raw`# Title

*em* **strong** ~~gone~~ ${"`code`"} $e^{i\pi}$ [a](https://go.dev) [bad](javascript:alert(1)) <img src=x onerror=alert(1)> ![x](javascript:alert(1))

$$
\frac{1}{2}
$$

- [x] done

| a | b |
|--|--:|
| 1 | 2 |

${"```go"}
func main() {}
${"```"}

${"```mermaid"}
graph LR; A-->B
${"```"}
`;
  const here = await open(notebook(`widget.Markdown(${JSON.stringify(text)})`));
  await here.runAll();
  const value = here.code(1).value;
  await expect(value.getByRole("heading", { level: 1 })).toHaveText("Title");
  for (const [tag, words] of [["em", "em"], ["strong", "strong"], ["del", "gone"]] as const) {
    await expect(value.locator(tag)).toHaveText(words);
  }
  await expect(value.locator("math")).toHaveCount(2);
  await expect(value.locator("math mfrac")).toHaveCount(1);
  await expect(value.getByRole("link")).toHaveCount(1);
  await expect(value.getByRole("link")).toHaveAttribute("rel", "noopener noreferrer");
  await expect(value).toContainText("<img src=x onerror=alert(1)>");
  await expect(value.getByRole("checkbox", { name: "Done" })).toBeChecked();
  await expect(value.getByRole("columnheader", { name: "b" })).toHaveCSS("text-align", "right");
  await expect(value.locator("pre .gk-markdown-keyword")).toHaveText("func");
  const diagram = value.getByRole("img", { name: "Diagram" });
  await expect(diagram).toBeVisible();
  await expect(value.getByRole("img")).toHaveCount(1);
  expect(await diagram.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(50);
});

test("text cells have formulas and diagrams too", async ({ open }) => {
  const here = await open("# About $5\n\nThe formula $\\frac{1}{2}$ and\n\n```mermaid\ngraph LR; A-->B\n```\n\n```go\n1\n```\n\nNo <b>HTML</b>.\n");
  const text = here.texts.first();
  await expect(text.locator("math mfrac")).toHaveCount(1);
  await expect(text.getByRole("heading")).toHaveText("About $5");
  await expect(text.getByRole("img", { name: "Diagram" })).toBeVisible();
  await expect(here.texts.nth(1)).toHaveText(/^No HTML\./);
  await text.dblclick();
  await text.getByRole("textbox").press("ControlOrMeta+End");
  await here.page.keyboard.type("\nand $x^2$");
  await here.page.keyboard.press("Escape");
  await expect(text.locator("math msup")).toHaveCount(1);
});

test("a diagram that cannot be drawn says why, and can be read", async ({ open }) => {
  const here = await open(notebook(`widget.Mermaid("graph TD; A--")`, `widget.Diagram{Source: "graph TD; A-->B", Caption: "A leads to B"}`));
  await here.runAll();
  await expect(here.code(1).value.getByRole("status")).toContainText("Not drawn");
  await expect(here.code(1).value).toContainText("graph TD; A--");
  await expect(here.code(2).value.getByRole("img", { name: "A leads to B" })).toBeVisible();
  const saved = here.page.waitForEvent("download");
  await here.code(2).value.getByRole("button", { name: "Save as SVG" }).click();
  const svg = readFileSync(await (await saved).path(), "utf8");
  expect(svg).toMatch(/^<svg [^]*<\/svg>$/);
});

test("text in a terminal, errors, images and tables show as themselves", async ({ open }) => {
  const here = await open(
    notebook(
      `widget.Terminal("\\x1b[31mred\\x1b[0m\\n10%\\r20%")`,
      `errors.New("it is broken")`,
      `import "image"
image.NewRGBA(image.Rect(0, 0, 30, 20))`,
      `type planet struct { Name string; Moons int }
[]planet{{"Earth", 1}, {"Mars", 2}}`,
      `many := make([]planet, 300)
many`,
      `widget.Image{Data: []byte("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>parent.document.title = 'taken'</script></svg>"), Caption: "A drawing"}`,
      `fmt.Print("\\x1b[31mred\\x1b[0m")`,
    ),
  );
  await here.runAll();
  await expect(here.code(1).value).toHaveText("red\n20%", { useInnerText: true });
  for (const shown of [here.code(1).value, here.code(7).stdout]) await expect(shown.getByText("red", { exact: true })).toHaveCSS("color", "rgb(179, 38, 30)");
  await expect(here.code(2).value).toHaveText("it is broken");
  const picture = here.code(3).value.getByRole("img", { name: "Image of 30 × 20 pixels" });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([30, 20]);
  await expect(here.code(4).value.getByRole("row")).toHaveText(["NameMoons", "Earth1", "Mars2"]);
  const many = here.code(5).value;
  await expect(many).toContainText("20 of 300 rows");
  await many.getByRole("button", { name: "Show 200" }).click();
  await expect(many.getByRole("row")).toHaveCount(201);
  await expect(many).toContainText("200 of 300 rows; widget.NewTable shows all");
  await expect(here.code(6).value.getByRole("img", { name: "A drawing" })).toBeVisible();
  await expect(here.code(6).value.getByRole("figure")).toHaveText("A drawing");
  await expect(here.page).not.toHaveTitle(/taken/);
});

test("a download is made for each click and saved by the page that clicked", async ({ open, other }) => {
  const here = await open(
    notebook(
      `import "errors"
n := 0
widget.Render(widget.NewDownload(func(context.Context) ([]byte, error) { n++; return fmt.Appendf(nil, "file %d", n), nil }, widget.DownloadOptions{Filename: "n.txt"}))
widget.Render(widget.NewDownload(func(context.Context) ([]byte, error) { return nil, errors.New("no disk") }, widget.DownloadOptions{Label: "Fail"}))
fmt.Println("there")`,
    ),
  );
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const get = (page: Page) => page.getByRole("button", { name: "Download n.txt" });
  await expect(get(there.page)).toBeVisible();
  let elsewhere = 0;
  there.page.on("download", () => elsewhere++);
  for (const words of ["file 1", "file 2"]) {
    const saved = here.page.waitForEvent("download");
    await get(here.page).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe("n.txt");
    expect(readFileSync(await file.path(), "utf8")).toBe(words);
  }
  await here.page.getByRole("button", { name: "Fail" }).click();
  await expect(here.page.getByRole("status").filter({ hasText: "no disk" })).toHaveText("Not downloaded: no disk");
  expect(elsewhere).toBe(0);
  const saved = there.page.waitForEvent("download");
  await get(there.page).click();
  expect(readFileSync(await (await saved).path(), "utf8")).toBe("file 3");
});

const bell = `wav := append([]byte("RIFF\\x64\\x1f\\x00\\x00WAVEfmt \\x10\\x00\\x00\\x00\\x01\\x00\\x01\\x00\\x40\\x1f\\x00\\x00\\x40\\x1f\\x00\\x00\\x01\\x00\\x08\\x00data\\x40\\x1f\\x00\\x00"), make([]byte, 8000)...)
audio := widget.NewAudio(wav, widget.MediaOptions{Label: "A bell", Muted: true, Loop: true})
audio`;

test("sound plays and pauses in every page", async ({ open, other }) => {
  const here = await open(notebook(bell, "audio.Play()", "audio.Pause()"));
  await here.code(1).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const playing = (page: Page) => page.getByLabel("A bell").evaluate((player: HTMLAudioElement) => !player.paused);
  for (const { page } of [here, there]) expect(await playing(page)).toBe(false);
  await here.code(2).run();
  for (const { page } of [here, there]) await expect.poll(() => playing(page)).toBe(true);
  await here.code(3).run();
  for (const { page } of [here, there]) await expect.poll(() => playing(page)).toBe(false);
});

test.describe("the gallery", () => {
  const source = readFileSync(path.join(root, "testdata/notebooks/gallery.md"), "utf8").replace(
    '"bounce.webm"',
    JSON.stringify(path.join(root, "testdata/notebooks/bounce.webm")),
  );

  test("has nothing that axe-core finds wrong, light, dark and on a phone", async ({ open }) => {
    test.setTimeout(300_000); // many cells, and axe-core four times
    const here = await open(source);
    await here.runAll();
    const { page } = here;
    for (const region of await page.getByRole("region").all()) await region.scrollIntoViewIfNeeded();
    await expect(page.getByRole("img", { name: "What an event does" })).toBeVisible();
    await expect(page.getByLabel("A ball that bounces")).toHaveJSProperty("videoWidth", 160);
    await accessible(page, ".outputs");
    if (process.env["GOKINO_SCREENSHOT"]) await pictures(here);
    await page.setViewportSize({ width: 390, height: 800 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await accessible(page, ".outputs");
  });
});

/// Takes the pictures in docs/images/widgets: of what each cell of the gallery shows, by the
/// name of what the cell is about, as pages_test.go has it.
async function pictures(here: NotebookPage): Promise<void> {
  await here.page.emulateMedia({ colorScheme: "light" });
  await here.page.setViewportSize({ width: 760, height: 900 });
  const taken = new Set<string>();
  for (const region of await here.page.getByRole("region", { name: /^Code cell/ }).all()) {
    const source = (await region.locator(".cm-line").allTextContents()).join("\n");
    const [, pkg, name] = /\b(control|widget|screen|proxy)\.([A-Z]\w*)/.exec(source) ?? [];
    const shown = region.locator("[data-output=value]").last();
    const file = `${pkg}-${name?.replace(/^New/, "").toLowerCase()}.png`.replace("-.", ".");
    if (!name || taken.has(file) || (await shown.count()) === 0) continue;
    taken.add(file);
    await shown.scrollIntoViewIfNeeded();
    await shown.screenshot({ path: path.join(root, "docs/images/widgets", file), animations: "disabled" });
  }
}
