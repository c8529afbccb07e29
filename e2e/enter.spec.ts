/// Enter in an input runs the cells that have read it, and the mark of an input that cells
/// have read before it was changed.

import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

const changed = "changed; Enter runs the cells that read it";

test("Enter in an input runs the cells that have read it, with what was typed last", async ({ open, other }) => {
  const here = await open(notebook(
    `name := control.Text("Name", control.TextOptions{Help: "Who are you?"})\nname`,
    `fmt.Println(len(hello))`,
    `hello := "hello " + name.Read()\nfmt.Println(hello)`,
    `fmt.Println("value", name.Value())`,
    `runs := 0`,
    `runs++\nfmt.Println(name.Read(), runs)`,
  ));
  await here.code(1).run();
  await here.code(3).run();
  await here.code(2).run();
  for (const id of [4, 5, 6]) await here.code(id).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const field = (page: NotebookPage) => page.code(1).value.getByRole("textbox", { name: "Name", exact: true });
  await field(here).fill("Ada");
  await field(here).press("Enter");
  await expect(here.code(3).stdout).toHaveText("hello Ada\n");
  await expect(here.code(6).stdout).toHaveText("Ada 2\n");
  await here.code(2).isStale(true); // it depends on one that ran, and reads no input itself
  await expect(here.code(4).stdout).toHaveText("value \n");
  await expect(here.code(1).value.getByText(changed)).toBeHidden();
  await expect(field(here)).toBeFocused();

  // Without a change it runs them again.
  await field(here).press("Enter");
  await expect(here.code(6).stdout).toHaveText("Ada 3\n");

  // Left without Enter, both pages say that cells have not read it.
  await field(here).fill("Grace");
  await field(here).press("Tab");
  for (const page of [here, there]) {
    await expect(page.code(1).value.getByText(changed)).toBeVisible();
    await expect(field(page)).toHaveAccessibleDescription(`${changed} Who are you?`);
    await page.code(3).isStale(true);
  }
  await accessible(here.page, ".outputs");
  await field(there).press("Enter");
  for (const page of [here, there]) {
    await expect(page.code(3).stdout).toHaveText("hello Grace\n");
    await expect(page.code(1).value.getByText(changed)).toBeHidden();
  }
  await expect(here.code(6).stdout).toHaveText("Grace 4\n");
});

test("Enter works for choices and numbers, Ctrl+Enter in a textarea, not for a refused value or in a form", async ({ open }) => {
  const here = await open(notebook(
    `about := control.Textarea("About")\nabout`,
    `age := control.Number("Age", control.NumberOptions[int]{Max: 120})\nage`,
    `size := control.Select("Size", control.Choices("small", "large"))\nsize`,
    `days := control.MultiSelect("Days", control.Choices("Monday", "Tuesday"))\ndays`,
    `level := control.Range[int]("Level")\nlevel`,
    `runs := 0`,
    `runs++\nfmt.Printf("%d: %q %d %s %v %d", runs, about.Read(), age.Read(), size.Read(), days.Read(), level.Read())`,
    `type form struct { Name string }\nin := control.FormOf(form{})\nin`,
  ));
  await here.runAll();
  const stdout = here.code(7).stdout;
  await expect(stdout).toHaveText('1: "" 0 small [] 0');
  const about = here.code(1).value.getByRole("textbox", { name: "About" });
  await about.pressSequentially("two");
  await about.press("Enter");
  await about.pressSequentially("lines");
  await about.press("ControlOrMeta+Enter");
  await expect(stdout).toHaveText('2: "two\\nlines" 0 small [] 0');
  await expect(about).toHaveValue("two\nlines");

  const age = here.code(2).value.getByRole("spinbutton");
  await age.fill("121");
  await age.press("Enter");
  await expect(here.code(2).value.getByRole("alert").filter({ hasText: /\S/ })).toHaveText("This must be from 0 to 120.");
  await age.fill("36");
  await age.press("Enter");
  await expect(stdout).toHaveText('3: "two\\nlines" 36 small [] 0');

  const size = here.code(3).value.getByRole("combobox");
  await size.selectOption("large");
  await size.press("Enter");
  await expect(stdout).toHaveText('4: "two\\nlines" 36 large [] 0');

  const tuesday = here.code(4).value.getByRole("group", { name: "Days", exact: true }).getByRole("checkbox", { name: "Tuesday" });
  await tuesday.press("Space");
  await expect(here.code(4).value.getByText(changed)).toBeVisible();
  await tuesday.press("Enter");
  await expect(stdout).toHaveText('5: "two\\nlines" 36 large [Tuesday] 0');

  const level = here.code(5).value.getByRole("slider");
  await level.press("ArrowRight");
  await level.press("Enter"); // before its 250 ms are over
  await expect(stdout).toHaveText('6: "two\\nlines" 36 large [Tuesday] 1');

  const name = here.code(8).value.getByRole("textbox", { name: "Name" });
  await name.fill("Ada");
  await name.press("Enter");
  await expect(stdout).toHaveText('6: "two\\nlines" 36 large [Tuesday] 1');
});

test("a cell that makes an input and reads it runs again at Enter, and the field keeps the keyboard", async ({ open }) => {
  const here = await open(notebook(`name := control.Text("Name")\nwidget.Render(name)\nfmt.Println("hello", name.Read())`));
  await here.code(1).run();
  const field = here.code(1).value.getByRole("textbox", { name: "Name" });
  await field.fill("Ada");
  await field.press("Enter");
  await expect(here.code(1).stdout).toHaveText("hello Ada\n");
  await expect(field).toHaveValue("Ada");
  await expect(field).toBeFocused();
  await here.page.keyboard.type("h");
  await here.page.keyboard.press("Enter");
  await expect(here.code(1).stdout).toHaveText(/hello (Adah|hAda|h)\n/);
});

test("in a reactive notebook a change that Enter sends runs a cell once", async ({ open }) => {
  const here = await open(notebook(
    `name := control.Text("Name")\nname`,
    `runs := 0`,
    `runs++\nfmt.Println(name.Read(), runs)`,
  ));
  await here.runAll();
  await here.press("Reactive");
  const field = here.code(1).value.getByRole("textbox", { name: "Name" });
  await field.fill("Ada");
  await field.press("Enter");
  await expect(here.code(3).stdout).toHaveText("Ada 2\n");
  await here.code(3).is("ok");
  await field.press("Enter");
  await expect(here.code(3).stdout).toHaveText("Ada 3\n");
});
