/// Controls as people use them: by role and label, in one browser and in two.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { root } from "./setup.ts";
import { picture, wave } from "./media.ts";
import { notebook } from "./sources.ts";

/// The messages within an element.
const messages = (within: Locator) => within.getByRole("alert").filter({ hasText: /\S/ });

/// The part of the gallery that is about controls.
const gallery = readFileSync(path.join(root, "testdata/notebooks/gallery.md"), "utf8").split("\n## Places")[0]!;

test("a button, its label and state changed from Go, and a listener", async ({ open }) => {
  const here = await open(notebook(
    `press := control.Button("Press", control.ButtonOptions{Help: "once"})\npress`,
    `control.Listen(press, func(c control.Click) { fmt.Println("clicked", c.Origin != "") })`,
    `press.SetLabel("Push")\npress.SetLoading(true)`,
    `press.SetLoading(false)\npress.SetDisabled(true)`,
  ));
  await here.code(1).run();
  await here.code(2).run();
  const button = here.code(1).value.getByRole("button", { name: "Press" });
  await expect(button).toHaveAccessibleDescription("once");
  await button.click();
  await button.press("Enter");
  await expect(here.code(2).stdout).toHaveText("clicked true\nclicked true\n");
  await here.code(3).run();
  const push = here.code(1).value.getByRole("button", { name: "Push" });
  await expect(push).toHaveAttribute("aria-busy", "true");
  await push.click({ force: true });
  await here.code(4).run();
  await expect(push).toBeDisabled();
  await expect(push).toHaveAttribute("aria-busy", "false");
  await expect(here.code(2).stdout).toHaveText("clicked true\nclicked true\n");
});

test("two pages share an input's value; it survives a run of its cell, a changed default does not", async ({ open, other }) => {
  const source = `name := control.Text("Name", control.TextOptions{Default: "nobody"})\nname`;
  const here = await open(notebook(source, `fmt.Println("hello", name.Read())`, `control.Listen(name, func(c control.Change[string]) { fmt.Println("now", c.Value) })`));
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const field = (page: NotebookPage) => page.code(1).value.getByRole("textbox", { name: "Name" });
  await expect(field(here)).toHaveValue("nobody");
  await field(here).fill("Ada");
  await field(here).press("Enter");
  await expect(field(there)).toHaveValue("Ada");
  await field(there).fill("Grace");
  await field(there).blur();
  await expect(field(here)).toHaveValue("Grace");
  await expect(here.code(3).stdout).toHaveText("now Ada\nnow Grace\n");
  await here.code(2).start();
  await expect(here.code(2).stdout).toHaveText("hello Grace\n");

  await here.code(1).start();
  await expect(here.code(3).note.or(here.code(3).stdout)).toBeVisible();
  await here.code(2).start();
  await expect(here.code(2).stdout).toHaveText("hello Grace\n");
  await expect(field(here)).toHaveValue("Grace");
  await expect(field(there)).toHaveValue("Grace");
  await field(here).fill("Edith"); // the listener hears the old input only, which is gone
  await field(here).press("Enter");
  await expect(field(there)).toHaveValue("Edith");
  await expect(here.code(3).stdout).toHaveText("now Ada\nnow Grace\n");

  await here.code(1).replace(source.replace("nobody", "somebody"));
  await here.code(1).start();
  await expect(field(here)).toHaveValue("somebody");
});

test("a run reads the values of its beginning, a loop those of now", async ({ open }) => {
  const here = await open(notebook(
    `name := control.Text("Name", control.TextOptions{Default: "a", Debounce: control.EveryKey})\nname`,
    `changes := name.Events(kernel.Context())
fmt.Println("listening")
for range changes {
	fmt.Println(name.Read(), name.Value())
	break
}`,
    `fmt.Println(name.Read())`,
  ));
  await here.code(1).run();
  await here.code(2).start();
  await expect(here.code(2).stdout).toHaveText("listening\n");
  await here.code(1).value.getByRole("textbox", { name: "Name" }).fill("b");
  await here.code(2).is("ok");
  await expect(here.code(2).stdout).toHaveText("listening\na b\n");
  await here.code(3).run();
  await expect(here.code(3).stdout).toHaveText("b\n");
});

test("a refused value is explained at its field, and stays out", async ({ open }) => {
  const here = await open(notebook(
    `age := control.Number("Age", control.NumberOptions[int]{Default: 7, Min: 0, Max: 120})\nage`,
    `fmt.Println(age.Value())`,
    `age.SetError("Ask your parents.")`,
    `fmt.Println(age.Set(30))`,
  ));
  await here.code(1).run();
  const field = here.code(1).value.getByRole("spinbutton", { name: "Age" });
  await field.fill("121");
  await field.press("Enter");
  await expect(messages(here.code(1).value)).toHaveText("This must be from 0 to 120.");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await here.code(2).run();
  await expect(here.code(2).stdout).toHaveText("7\n");
  await here.code(3).run();
  await expect(field).toHaveAccessibleDescription("Ask your parents.");
  await here.code(4).run();
  await expect(field).toHaveValue("30");
  await expect(field).toHaveAttribute("aria-invalid", "false");
});

test("an input is in several places at once: in tabs, in a grid, in a frame", async ({ open }) => {
  const here = await open(notebook(
    `name := control.Text("Name")\npress := control.Button("Press")`,
    `widget.Tabs(widget.Tab("Grid", widget.Grid(widget.GridOptions{Columns: 2}, name, press)), widget.Tab("Alone", name))`,
    `frame := widget.NewFrame()\nframe`,
    `frame.Render(name)
control.Listen(press, func(control.Click) { frame.Append(widget.Text("pressed by " + name.Value())) })`,
  ));
  await here.runAll();
  const grid = here.code(2).value.getByRole("tabpanel", { name: "Grid" });
  const frame = here.code(3).value;
  await grid.getByRole("textbox", { name: "Name" }).fill("Ada");
  await grid.getByRole("button", { name: "Press" }).click();
  await expect(frame.getByText("pressed by Ada")).toBeVisible();
  await expect(frame.getByRole("textbox", { name: "Name" })).toHaveValue("Ada");
  await frame.getByRole("textbox", { name: "Name" }).fill("Grace");
  await frame.getByRole("textbox", { name: "Name" }).press("Enter");
  await expect(grid.getByRole("textbox", { name: "Name" })).toHaveValue("Grace");
  await here.code(2).value.getByRole("tab", { name: "Alone" }).click();
  await expect(here.code(2).value.getByRole("tabpanel", { name: "Alone" }).getByRole("textbox")).toHaveValue("Grace");
});

test("what is typed last counts when a cell is run", async ({ open }) => {
  const here = await open(notebook(`name := control.Text("Name")\nname`, `fmt.Println(name.Read())`));
  await here.code(1).run();
  await here.code(1).value.getByRole("textbox").pressSequentially("typed, not left");
  await here.code(2).region.focus(); // with the keyboard alone
  await here.code(2).region.press("ControlOrMeta+Enter");
  await expect(here.code(2).stdout).toHaveText("typed, not left\n");
});

test("a form is each page's own until it is submitted", async ({ open, other }) => {
  const here = await open(notebook(
    `type order struct {
	Name string \`required:"true"\`
	Cups int \`min:"1" max:"9"\`
	Milk bool
}
orders := control.FormOf(order{Cups: 1}, control.FormOptions[order]{Label: "An order", Submit: "Order", ResetOnSubmit: true})
orders`,
    `control.Listen(orders, func(o control.FormEvent[order]) {
	if o.Data.Name == "Eve" {
		orders.SetError(o.Origin, "Name", "Not you.")
		return
	}
	fmt.Printf("%+v\\n", o.Data)
})`,
  ));
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const form = (page: NotebookPage) => page.code(1).value.getByRole("form", { name: "An order" });
  const field = (within: Locator, name: string) => within.getByLabel(name);
  const [mine, theirs] = [form(here), form(there)];
  await field(theirs, "Name").fill("Grace");
  await field(mine, "Name").fill("Ada");
  await field(mine, "Milk").check();
  await field(mine, "Cups").fill("10");
  await field(mine, "Cups").press("Enter");
  await expect(messages(mine)).toHaveText("This must be from 1 to 9.");
  await expect(field(mine, "Cups")).toBeFocused();
  await field(mine, "Cups").fill("2");
  await field(mine, "Cups").press("Enter");
  await expect(here.code(2).stdout).toHaveText("{Name:Ada Cups:2 Milk:true}\n");
  await expect(field(mine, "Name")).toHaveValue("");
  await expect(field(mine, "Cups")).toHaveValue("1");
  await expect(field(theirs, "Name")).toHaveValue("Grace");
  await mine.getByRole("button", { name: "Order" }).click();
  await expect(messages(mine)).toHaveText("Please fill this in.");
  await field(theirs, "Name").fill("Eve");
  await theirs.getByRole("button", { name: "Order" }).click();
  await expect(messages(theirs)).toHaveText("Not you.");
  await field(theirs, "Name").fill("Grace");
  await theirs.getByRole("button", { name: "Order" }).click();
  await expect(here.code(2).stdout).toHaveText("{Name:Ada Cups:2 Milk:true}\n{Name:Grace Cups:1 Milk:false}\n");
  await there.reload();
  await expect(field(form(there), "Name")).toHaveValue("");
});

test("a keyboard is on for one page alone, and leaves one out again", async ({ open, other }) => {
  const here = await open(notebook(
    `keys := control.Keyboard(control.KeyDown|control.KeyUp|control.Status)\nkeys`,
    `control.Listen(keys, func(k control.Key) { fmt.Println(k.Kind, k.Key, k.Enabled) })`,
    `name := control.Text("Name")\nname`,
  ));
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const toggle = (page: NotebookPage) => page.code(1).value.getByRole("button", { name: "Keyboard" });
  await toggle(here).click();
  await expect(toggle(here)).toHaveAttribute("aria-pressed", "true");
  await expect(toggle(there)).toHaveAttribute("aria-pressed", "false");
  await here.page.keyboard.press("a");
  await expect(here.code(2).stdout).toHaveText("status  true\nkeydown a false\nkeyup a false\n");
  await here.code(3).value.getByRole("textbox").click();
  await expect(toggle(here)).toHaveAttribute("aria-pressed", "false");
  await here.page.keyboard.press("b");
  await expect(here.code(3).value.getByRole("textbox")).toHaveValue("b");
  await expect(here.code(2).stdout).toHaveText("status  true\nkeydown a false\nkeyup a false\nstatus  false\n");
});

test("a file that one page sends is there for both, until it is cleared or replaced", async ({ open, other }) => {
  const here = await open(notebook(
    `data := control.Files("Data", control.FileOptions[[]*control.Upload]{Accept: []string{".txt"}, Max: 2})\ndata`,
    `control.Listen(data, func(c control.Change[[]*control.Upload]) {
	for _, u := range c.Value {
		b, err := u.Bytes()
		fmt.Println(u.Name, string(b), err)
	}
	fmt.Println(len(c.Value), "files")
})`,
  ));
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const field = (page: NotebookPage) => page.code(1).value.getByLabel("Data", { exact: true });
  const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await field(here).setInputFiles([file("a.txt", "one"), file("b.txt", "two")]);
  await expect(here.code(2).stdout).toHaveText("a.txt one <nil>\nb.txt two <nil>\n2 files\n");
  await expect(there.code(1).value.getByRole("listitem")).toHaveText(["a.txt, 3 bytes", "b.txt, 3 bytes"]);
  await field(there).setInputFiles(file("c.pdf", "no"));
  await expect(messages(there.code(1).value)).toContainText("c.pdf: ");
  await expect(messages(here.code(1).value)).toHaveCount(0);
  await there.code(1).value.getByRole("button", { name: "Clear Data" }).click();
  await expect(here.code(1).value.getByRole("listitem")).toHaveCount(0);
  await expect(here.code(2).stdout).toContainText("0 files");

  await field(here).setInputFiles(file("d.txt", "kept"));
  await expect(there.code(1).value.getByRole("listitem")).toHaveText("d.txt, 4 bytes");
  await here.code(1).start();
  await expect(here.code(1).region).toHaveAttribute("data-state", "ok");
  await expect(there.code(1).value.getByRole("listitem")).toHaveText("d.txt, 4 bytes");
});

test("a picture and a sound come in the size, format and rate asked for", async ({ open }) => {
  const here = await open(notebook(
    `shot := control.Image("Shot", control.ImageOptions{Width: 4, Height: 2, Fit: control.Crop, Format: control.RGB})\nshot`,
    `control.Listen(shot, func(c control.Change[*control.Picture]) {
	b, err := c.Value.Bytes()
	fmt.Println(c.Value.Width, c.Value.Height, b[:6], err)
})`,
    `photo := control.Image("Photo", control.ImageOptions{Width: 40, Height: 40})\nphoto`,
    `control.Listen(photo, func(c control.Change[*control.Picture]) { fmt.Println(c.Value.Name, c.Value.Type, c.Value.Width, c.Value.Height) })`,
    `noise := control.Audio("Noise", control.AudioOptions{Rate: 8000, Format: control.PCMF32})\nnoise`,
    `control.Listen(noise, func(c control.Change[*control.Sound]) { fmt.Println(c.Value.Channels, c.Value.Rate, c.Value.Size) })`,
  ));
  await here.runAll();
  await here.code(1).value.getByLabel("Shot", { exact: true }).setInputFiles({ name: "red.png", mimeType: "image/png", buffer: picture });
  await expect(here.code(2).stdout).toHaveText("4 2 [255 0 0 255 0 0] <nil>\n");
  await here.code(3).value.getByLabel("Photo", { exact: true }).setInputFiles({ name: "red.png", mimeType: "image/png", buffer: picture });
  await expect(here.code(4).stdout).toHaveText("red.png image/png 40 20\n");
  await here.code(3).value.getByLabel("Photo", { exact: true }).setInputFiles({ name: "no.png", mimeType: "image/png", buffer: Buffer.from("no") });
  await expect(messages(here.code(3).value)).toHaveText("no.png is not a picture that this browser can read.");
  await here.code(5).value.getByLabel("Noise", { exact: true }).setInputFiles({ name: "a.wav", mimeType: "audio/wav", buffer: wave(16_000, 0.5) });
  await expect(here.code(6).stdout).toHaveText("1 8000 16000\n");
});

test("every control of the gallery works by role and label, and axe finds nothing", async ({ open, page }) => {
  test.slow();
  const here = await open(gallery);
  await here.runAll();
  const values = page.locator("[data-output=value]");
  await values.getByRole("textbox", { name: "Name" }).first().fill("Ada");
  await values.getByRole("textbox", { name: "About you" }).fill("two\nlines");
  await values.getByRole("textbox", { name: "Secret word" }).fill("swordfish");
  await values.getByRole("button", { name: "Show what is entered in Secret word" }).click();
  await values.getByRole("textbox", { name: "Home page" }).fill("https://go.dev");
  await values.getByRole("spinbutton", { name: "Age" }).fill("36");
  await values.getByRole("slider", { name: "Level" }).fill("0.8");
  await values.getByRole("combobox", { name: "Size" }).selectOption("large");
  await values.getByRole("radio", { name: "coffee" }).check();
  await values.getByRole("group", { name: "Days" }).getByRole("checkbox", { name: "Tuesday" }).check();
  await values.getByRole("checkbox", { name: "I have read it" }).check();
  await values.getByLabel("Day", { exact: true }).fill("2026-01-31");
  await values.getByLabel("Alarm").fill("07:30");
  await values.getByLabel("Moment").fill("2026-02-01T08:15");
  await values.getByLabel("Shade").fill("#ffaa00");
  await values.getByLabel("A text", { exact: true }).setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
  await expect(values.getByRole("listitem").filter({ hasText: "a.txt, 1 bytes" })).toBeVisible();
  const letter = values.getByRole("form", { name: "A letter" });
  await letter.getByLabel("Enclosed photo", { exact: true }).setInputFiles({ name: "red.png", mimeType: "image/png", buffer: picture });
  await expect(letter.getByRole("img", { name: "Preview of red.png" })).toBeVisible();
  const reader = page.getByRole("region").filter({ hasText: "fmt.Println(name.Read()" });
  await expect(values.getByRole("slider", { name: "Level" })).toHaveValue("0.8");
  await reader.getByRole("button", { name: "Run cell" }).click();
  await expect(reader.locator("[data-output=stdout]")).toHaveText("Ada 36 0.8 40 coffee [Tuesday]\n");
  await accessible(page, ".outputs");
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await accessible(page, ".outputs");
});

test("a cell that read an input is stale when somebody changes it, on every page; a reactive notebook runs it", async ({ open, other }) => {
  const here = await open(notebook('name := control.Text("Name")\nname', 'hello := "hello " + name.Read()\nfmt.Println(hello)', "fmt.Println(len(hello))", "name.Value()"));
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.runAll();
  await there.code(1).region.getByLabel("Name").fill("Ada");
  await there.code(1).region.getByLabel("Name").press("Tab"); // Enter would run them
  for (const page of [here, there]) {
    await page.code(2).isStale(true);
    await page.code(3).isStale(true);
    await page.code(4).isStale(false);
  }
  await here.press("Run stale");
  await expect(here.code(2).stdout).toHaveText("hello Ada\n");
  await expect(here.code(3).stdout).toHaveText("9\n");
  await here.code(2).isStale(false);

  await here.press("Reactive");
  await here.code(1).region.getByLabel("Name").fill("Grace");
  await here.code(1).region.getByLabel("Name").press("Enter");
  for (const page of [here, there]) {
    await expect(page.code(2).stdout).toHaveText("hello Grace\n");
    await expect(page.code(3).stdout).toHaveText("11\n");
    await page.code(3).isStale(false);
  }
});
