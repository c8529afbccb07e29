/// What is whose: each kind of state in two browsers, over a reload of the page and over
/// another run of the cell. The table in docs/kino.md has a row for each of these tests.

import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { counter, counterLog, notebook } from "./sources.ts";

/// Runs all cells in one browser and opens the notebook in the other.
async function both(open: (source: string) => Promise<NotebookPage & { notebook: { served: { url: string } } }>, other: NotebookPage["page"], ...cells: string[]) {
  const here = await open(notebook(...cells));
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  return { here, there };
}

/// Runs a cell again, and waits until it has.
async function again(page: NotebookPage, id: number): Promise<void> {
  await page.code(id).region.focus();
  await page.code(id).region.press("ControlOrMeta+Enter");
  await page.code(id).is("ok");
}

const text = (page: NotebookPage, name: string): Locator => page.page.getByRole("textbox", { name, exact: true });

test("an input's value is everybody's, over a reload and another run", async ({ open, other }) => {
  const { here, there } = await both(open, other, `name := control.Text("Name")\nname`, "name.Value()");
  await text(here, "Name").fill("Ada");
  await text(here, "Name").press("Enter");
  await expect(text(there, "Name")).toHaveValue("Ada");
  await there.reload();
  await expect(text(there, "Name")).toHaveValue("Ada");
  await again(here, 1);
  await again(here, 2);
  await expect(here.code(2).value).toHaveText('"Ada"');
  for (const page of [here, there]) await expect(text(page, "Name")).toHaveValue("Ada");
});

test("what is entered in a form is one page's, until it is loaded anew or the cell runs again", async ({ open, other }) => {
  const { here, there } = await both(open, other, `control.FormOf(struct{ Name string }{"nobody"})`);
  await text(here, "Name").fill("Ada");
  await text(there, "Name").fill("Grace");
  await expect(text(here, "Name")).toHaveValue("Ada");
  await there.reload();
  await expect(text(there, "Name")).toHaveValue("nobody");
  await expect(text(here, "Name")).toHaveValue("Ada");
  await again(here, 1);
  await expect(text(here, "Name")).toHaveValue("nobody");
});

test("a keyboard is on for one page, until it is loaded anew or the cell runs again", async ({ open, other }) => {
  const { here, there } = await both(open, other, `control.Keyboard(control.KeyDown)`);
  const toggle = (page: NotebookPage) => page.code(1).value.getByRole("button", { name: "Keyboard" });
  await toggle(here).click();
  await expect(toggle(here)).toHaveAttribute("aria-pressed", "true");
  await expect(toggle(there)).toHaveAttribute("aria-pressed", "false");
  await toggle(there).click();
  await there.reload();
  await expect(toggle(there)).toHaveAttribute("aria-pressed", "false");
  await expect(toggle(here)).toHaveAttribute("aria-pressed", "true");
  await here.code(1).button("Run cell").click();
  await expect(toggle(here)).toHaveAttribute("aria-pressed", "false");
});

test("the open tab and opened branches are one page's, until it is loaded anew or the cell runs again", async ({ open, other }) => {
  const { here, there } = await both(
    open,
    other,
    `widget.Tabs(widget.Tab("One", 1), widget.Tab("Two", 2))`,
    `widget.NewTree(map[string][]int{"numbers": {1, 2}}, widget.TreeOptions{Name: "all"})`,
  );
  const two = (page: NotebookPage) => page.page.getByRole("tab", { name: "Two" });
  const branch = (page: NotebookPage) => page.page.getByRole("treeitem", { name: /numbers/ });
  await two(here).click();
  await branch(here).click();
  await expect(two(here)).toHaveAttribute("aria-selected", "true");
  await expect(branch(here)).toHaveAttribute("aria-expanded", "true");
  await expect(two(there)).toHaveAttribute("aria-selected", "false");
  await expect(branch(there)).toHaveAttribute("aria-expanded", "false");
  await two(there).click();
  await branch(there).click();
  await there.reload();
  await expect(two(there)).toHaveAttribute("aria-selected", "false");
  await expect(branch(there)).toHaveAttribute("aria-expanded", "false");
  await again(here, 1);
  await again(here, 2);
  await expect(two(here)).toHaveAttribute("aria-selected", "false");
  await expect(branch(here)).toHaveAttribute("aria-expanded", "false");
});

test("a table's order is one page's and stays over a reload; a shared table's is everybody's", async ({ open, other }) => {
  const { here, there } = await both(
    open,
    other,
    `widget.NewTable([]string{"b", "a"}, widget.TableOptions{Name: "Own"})`,
    `widget.NewTable([]string{"b", "a"}, widget.TableOptions{Name: "Shared", Shared: true})`,
  );
  const head = (page: NotebookPage, name: string) => page.page.getByRole("grid", { name }).getByRole("columnheader");
  await head(here, "Own").click();
  await head(here, "Shared").click();
  for (const [page, name, order] of [[here, "Own", "ascending"], [there, "Own", "none"], [here, "Shared", "ascending"], [there, "Shared", "ascending"]] as const) {
    await expect(head(page, name)).toHaveAttribute("aria-sort", order);
  }
  await here.reload();
  await there.reload();
  await expect(head(here, "Own")).toHaveAttribute("aria-sort", "ascending");
  await expect(head(there, "Own")).toHaveAttribute("aria-sort", "none");
  await expect(head(there, "Shared")).toHaveAttribute("aria-sort", "ascending");
  await again(here, 1);
  await again(here, 2);
  await expect(head(here, "Own")).toHaveAttribute("aria-sort", "none");
  await expect(head(there, "Shared")).toHaveAttribute("aria-sort", "none");
});

test("a frame's history is everybody's, late or not, until its cell runs again", async ({ open, other }) => {
  const { here, there } = await both(open, other, `frame := widget.NewFrame()\nframe`, `frame.Append(widget.Text("said"))`);
  const frame = (page: NotebookPage) => page.code(1).value.getByRole("group", { name: "Frame" });
  for (const page of [here, there]) await expect(frame(page)).toHaveText("said");
  await there.reload();
  await expect(frame(there)).toHaveText("said");
  await again(here, 1);
  for (const page of [here, there]) await expect(page.code(1).value.getByText("Nothing here yet")).toBeVisible();
});

test("what a frame shows one page, or those who are here, goes with a reload", async ({ open, other }) => {
  const { here, there } = await both(
    open,
    other,
    `frame := widget.NewFrame()\nframe`,
    `press := control.Button("Whisper")\npress`,
    `control.Listen(press, func(c control.Click) { frame.To(c.Origin).Append(widget.Text("to one")) })`,
    `1`,
  );
  const frame = (page: NotebookPage) => page.code(1).value.getByRole("group", { name: "Frame" });
  await here.code(2).value.getByRole("button", { name: "Whisper" }).click();
  await expect(frame(here)).toHaveText("to one");
  await here.code(4).replace(`frame.Temporary().Append(widget.Text(" and now"))`);
  await again(here, 4);
  await expect(frame(here)).toHaveText("to one and now");
  await expect(frame(there)).toHaveText("and now");
  for (const page of [here, there]) {
    await page.reload();
    await expect(page.code(1).value.getByText("Nothing here yet")).toBeVisible();
  }
});

test("a screen's state is one page's, until it is loaded anew or the cell runs again", async ({ open, other }) => {
  const { here, there } = await both(
    open,
    other,
    `screen.New(0, func(v *screen.View[int], n int) any {
	more := control.Button("More")
	screen.On(v, more, func(_ control.Click, n int) int { return n + 1 })
	return widget.Grid(widget.GridOptions{}, widget.Text(fmt.Sprint("pressed ", n)), more)
})`,
  );
  const pressed = (page: NotebookPage, n: number) => expect(page.code(1).value.getByText(`pressed ${n}`)).toBeVisible();
  await here.code(1).value.getByRole("button", { name: "More" }).click();
  await pressed(here, 1);
  await pressed(there, 0);
  await there.code(1).value.getByRole("button", { name: "More" }).click();
  await pressed(there, 1);
  await there.reload();
  await pressed(there, 0);
  await pressed(here, 1);
  await again(here, 1);
  await pressed(here, 0);
});

test("a widget's state is everybody's, over a reload, until its cell runs again", async ({ open, other }) => {
  const { here, there } = await both(open, other, counterLog, counter);
  const count = (page: NotebookPage) => page.code(2).widget.getByRole("status", { name: "count" });
  await expect(count(here)).toHaveText(/\d/);
  const start = Number(await count(here).textContent());
  await here.code(2).widget.getByRole("button", { name: "Bump" }).click();
  for (const page of [here, there]) await expect(count(page)).toHaveText(String(start + 1));
  await there.reload();
  await expect(count(there)).toHaveText(String(start + 1));
  await again(here, 2);
  for (const page of [here, there]) await expect(count(page)).toHaveText(String(start));
});

test("a file is everybody's, over another run, also when the page that sent it is gone", async ({ open, other }) => {
  const { here, there } = await both(
    open,
    other,
    `data := control.File("Data")\ndata`,
    `if u := data.Value(); u != nil {\n\tb, err := u.Bytes()\n\tfmt.Println(u.Name, string(b), err)\n}`,
  );
  const file = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(name.toUpperCase()) });
  await there.code(1).value.getByLabel("Data", { exact: true }).setInputFiles(file("a.txt"));
  await expect(here.code(1).value.getByText("a.txt, 5 bytes")).toBeVisible();
  await other.close();
  await again(here, 1);
  await expect(here.code(1).value.getByText("a.txt, 5 bytes")).toBeVisible();
  await again(here, 2);
  await expect(here.code(2).stdout).toHaveText("a.txt A.TXT <nil>\n");
  await here.reload();
  await here.code(1).value.getByLabel("Data", { exact: true }).setInputFiles(file("b.txt"));
  await expect(here.code(1).value.getByText("b.txt, 5 bytes")).toBeVisible();
  await again(here, 2);
  await expect(here.code(2).stdout).toHaveText("b.txt B.TXT <nil>\n");
});

test("who comes and goes is heard in Go, by the names that events have, and by a new runtime too", async ({ open, other }) => {
  const here = await open(
    notebook(
      `press := control.Button("Press")\npress`,
      `control.Listen(control.Clients(), func(p control.Presence) { fmt.Println(p.Client, p.Here) })`,
      `control.Listen(press, func(c control.Click) { fmt.Println(c.Origin) })`,
      `len(control.Clients().Now())`,
    ),
  );
  await here.runAll();
  await expect(here.code(4).value).toHaveText("1");
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await expect(here.code(2).stdout).toHaveText(/^\w+ true\n$/);
  const name = (await here.code(2).stdout.textContent())!.split(" ")[0]!;
  await there.code(1).value.getByRole("button", { name: "Press" }).click();
  await expect(here.code(3).stdout).toHaveText(`${name}\n`);
  await again(here, 4);
  await expect(here.code(4).value).toHaveText("2");

  await here.press("Restart runtime");
  await here.code(4).is("idle");
  await here.runAll();
  await expect(here.code(4).value).toHaveText("2");
  await other.close();
  await expect(here.code(2).stdout).toHaveText(`${name} false\n`);
  await again(here, 4);
  await expect(here.code(4).value).toHaveText("1");
});
