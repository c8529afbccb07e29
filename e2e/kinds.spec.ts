/// Every kind of input, by itself and in a form: all that Go code changes of it, and Enter.

import type { Locator } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

interface Kind {
  name: string;
  /// How it is made.
  make: string;
  /// The role it has.
  role: Parameters<Locator["getByRole"]>[0] | "file" | "moment" | "color";
  /// A value for Set, and how the field then shows it.
  set: string;
  shown: string;
  placeholder?: boolean;
}

const kinds: Kind[] = [
  { name: "text", make: 'control.Text("L")', role: "textbox", set: '"x"', shown: "x", placeholder: true },
  { name: "textarea", make: 'control.Textarea("L")', role: "textbox", set: '"x\\ny"', shown: "x\ny", placeholder: true },
  { name: "password", make: 'control.Password("L")', role: "moment", set: '"x"', shown: "x", placeholder: true },
  { name: "url", make: 'control.URL("L")', role: "textbox", set: '"https://go.dev"', shown: "https://go.dev", placeholder: true },
  { name: "number", make: 'control.Number[int]("L")', role: "spinbutton", set: "7", shown: "7", placeholder: true },
  { name: "range", make: 'control.Range[int]("L")', role: "slider", set: "7", shown: "7" },
  { name: "select", make: 'control.Select("L", control.Choices("a", "b"))', role: "combobox", set: '"b"', shown: "1" },
  { name: "radio", make: 'control.Radio("L", control.Choices("a", "b"))', role: "group", set: '"b"', shown: "b" },
  { name: "multiselect", make: 'control.MultiSelect("L", control.Choices("a", "b"))', role: "group", set: '[]string{"b"}', shown: "b" },
  { name: "checkbox", make: 'control.Checkbox("L")', role: "checkbox", set: "true", shown: "on" },
  { name: "date", make: 'control.Date("L")', role: "moment", set: "time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)", shown: "2026-01-31" },
  { name: "datetime", make: 'control.DateTime("L")', role: "moment", set: "time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)", shown: "2026-01-31T08:00" },
  { name: "time", make: 'control.Time("L")', role: "moment", set: "8 * time.Hour", shown: "08:00" },
  { name: "color", make: 'control.Color("L")', role: "color", set: '"#ff0000"', shown: "#ff0000" },
  { name: "file", make: 'control.File("L")', role: "file", set: "nil", shown: "" },
  { name: "image", make: 'control.Image("L")', role: "file", set: "nil", shown: "" },
  { name: "audio", make: 'control.Audio("L")', role: "file", set: "nil", shown: "" },
];

test.use({ timezoneId: "UTC" });

const names = kinds.map(({ name }) => name);

/// The element of a kind that bears the label.
function main(within: Locator, { role }: Kind, label: string): Locator {
  if (role === "file" || role === "moment" || role === "color") return within.getByLabel(label, { exact: true });
  return within.getByRole(role, { name: label, exact: true });
}

async function isUsable(field: Locator, usable: boolean): Promise<void> {
  const inner = field.locator("input");
  const parts = (await inner.count()) > 0 ? await inner.all() : [field];
  for (const part of parts) await (usable ? expect(part).toBeEnabled() : expect(part).toBeDisabled());
}

async function shows(field: Locator, { role, shown }: Kind): Promise<void> {
  if (role === "group") return expect(field.getByLabel(shown, { exact: true })).toBeChecked();
  if (role === "checkbox") return expect(field).toBeChecked();
  await expect(field).toHaveValue(shown);
}

test("label, help, placeholder, state, messages and values of every kind of input are changed from Go", async ({ open }) => {
  test.slow();
  const here = await open(notebook(
    kinds.map(({ name, make }) => `${name}In := ${make}\nwidget.Render(${name}In)`).join("\n"),
    kinds.map(({ name }) => `${name}In.SetLabel("Label of ${name}")\n${name}In.SetHelp("Help for ${name}")\n${name}In.SetPlaceholder("Hold ${name}")`).join("\n"),
    kinds.map(({ name, set }) => `if err := ${name}In.Set(${set}); err != nil { panic(err) }`).join("\n"),
    kinds.map(({ name }) => `${name}In.SetError("Wrong ${name}")`).join("\n"),
    kinds.map(({ name }) => `${name}In.SetLoading(true)`).join("\n"),
    kinds.map(({ name }) => `${name}In.SetLoading(false)\n${name}In.SetDisabled(true)`).join("\n"),
    kinds.map(({ name }) => `${name}In.SetDisabled(false)\n${name}In.Reset()`).join("\n"),
  ));
  await here.code(1).run();
  await here.code(2).run();
  const values = here.code(1).region.locator(".outputs");
  const field = (kind: Kind) => main(values, kind, `Label of ${kind.name}`);
  for (const kind of kinds) {
    await expect(field(kind)).toHaveAccessibleDescription(`Help for ${kind.name}`);
    if (kind.placeholder) await expect(field(kind)).toHaveAttribute("placeholder", `Hold ${kind.name}`);
  }
  await here.code(3).run();
  for (const kind of kinds) await shows(field(kind), kind);
  await here.code(4).run();
  for (const kind of kinds) {
    await expect(field(kind)).toHaveAccessibleDescription(`Help for ${kind.name} Wrong ${kind.name}`);
    await expect(field(kind)).toHaveAttribute("aria-invalid", "true");
  }
  await accessible(here.page, ".outputs");
  await here.code(5).run();
  for (const kind of kinds) {
    await expect(field(kind)).toHaveAttribute("aria-busy", "true");
    await isUsable(field(kind), false);
  }
  await accessible(here.page, ".outputs");
  await here.code(6).run();
  for (const kind of kinds) {
    await expect(field(kind)).toHaveAttribute("aria-busy", "false");
    await isUsable(field(kind), false);
  }
  await here.code(7).run();
  for (const kind of kinds) {
    await isUsable(field(kind), true);
    await expect(field(kind)).toHaveAttribute("aria-invalid", "false");
    if (kind.role === "textbox") await expect(field(kind)).toHaveValue("");
  }
});

test("the same of every kind of field in a form, on the page it is meant for", async ({ open }) => {
  test.slow();
  const each = (line: (kind: Kind) => string) => kinds.map(line).join("\n");
  const here = await open(notebook(
    `fields := control.Form([]control.FormField{\n${each(({ name, make }) => `{Name: "${name}", Input: ${make}},`)}\n}, control.FormOptions[control.Values]{Label: "All"})\nfields`,
    each(({ name }) => `fields.Field("${name}").SetLabel("Label of ${name}")\nfields.Field("${name}").SetHelp("Help for ${name}")\nfields.Field("${name}").SetPlaceholder("Hold ${name}")`),
    `err := fields.Set("", control.Values{\n${each(({ name, set }) => `"${name}": ${set},`)}\n})\nfmt.Println(err)`,
    each(({ name }) => `fields.SetError("", "${name}", "Wrong ${name}")`),
    each(({ name }) => `fields.Field("${name}").SetLoading(true)`),
    each(({ name }) => `fields.Field("${name}").SetLoading(false)\nfields.Field("${name}").SetDisabled(true)`),
    each(({ name }) => `fields.Field("${name}").SetDisabled(false)`),
    `fields.SetLoading(true)`,
    `fields.SetLoading(false)`,
    `control.Listen(fields, func(ev control.FormEvent[control.Values]) {
	for _, name := range []string{${names.map((name) => `"${name}"`).join(", ")}} {
		fmt.Print(ev.Data[name], " ")
	}
	fmt.Println()
})`,
  ));
  for (const id of [1, 2]) await here.code(id).run();
  const form = here.code(1).value.getByRole("form", { name: "All" });
  const field = (kind: Kind) => main(form, kind, `Label of ${kind.name}`);
  for (const kind of kinds) {
    await expect(field(kind)).toHaveAccessibleDescription(`Help for ${kind.name}`);
    if (kind.placeholder) await expect(field(kind)).toHaveAttribute("placeholder", `Hold ${kind.name}`);
  }
  await here.code(3).run();
  await expect(here.code(3).stdout).toHaveText("<nil>\n");
  for (const kind of kinds) await shows(field(kind), kind);
  await here.code(4).run();
  for (const kind of kinds) {
    await expect(field(kind)).toHaveAccessibleDescription(`Help for ${kind.name} Wrong ${kind.name}`);
    await expect(field(kind)).toHaveAttribute("aria-invalid", "true");
  }
  await accessible(here.page, ".outputs");
  await here.code(5).run();
  for (const kind of kinds) {
    await expect(field(kind)).toHaveAttribute("aria-busy", "true");
    await isUsable(field(kind), false);
  }
  await here.code(6).run();
  for (const kind of kinds) await isUsable(field(kind), false);
  await here.code(7).run();
  for (const kind of kinds) await isUsable(field(kind), true);
  await here.code(8).run();
  for (const kind of kinds) await isUsable(field(kind), false);
  await here.code(9).run();
  for (const kind of kinds) await isUsable(field(kind), true);

  // Enter submits from wherever it means nothing else, once; Ctrl+Enter from everywhere.
  await here.code(10).run();
  const line = "x x\ny x https://go.dev 7 7 b b [b] true 2026-01-31 00:00:00 +0000 UTC 2026-01-31 08:00:00 +0000 UTC 8h0m0s #ff0000 <nil> <nil> <nil> \n";
  let expected = "";
  for (const kind of kinds) {
    const target = kind.role === "group" ? field(kind).locator("input").first() : field(kind);
    const special = ["textarea", "color", "file", "image", "audio"].includes(kind.name);
    await target.focus();
    await target.press(special ? "ControlOrMeta+Enter" : "Enter");
    expected += line;
    await expect(here.code(10).stdout, kind.name).toHaveText(expected);
  }
});

test("text is sent when it is left, at each key or after a pause; a textarea grows with it", async ({ open }) => {
  const here = await open(notebook(
    `left := control.Text("Left")\nleft`,
    `keys := control.Text("Keys", control.TextOptions{Debounce: control.EveryKey})\nkeys`,
    `pause := control.Text("Pause", control.TextOptions{Debounce: 200 * time.Millisecond})\npause`,
    `control.Listen(control.Stream(left, keys, pause), func(ev any) { fmt.Println(ev.(control.Change[string]).Value) })`,
    `about := control.Textarea("About")\nabout`,
  ));
  await here.runAll();
  const field = (cell: number) => here.code(cell).value.getByRole("textbox");
  const heard = here.code(4).stdout;
  await field(1).pressSequentially("ab");
  await field(2).focus(); // leaves the first
  await expect(heard).toHaveText("ab\n"); // a stream keeps the order of each source, not among them
  await field(2).pressSequentially("cd");
  await expect(heard).toHaveText("ab\nc\ncd\n");
  await field(3).pressSequentially("ef");
  await expect(heard).toHaveText("ab\nc\ncd\nef\n");

  const height = async () => (await field(5).boundingBox())!.height;
  const one = await height();
  await field(5).fill("1\n2\n3\n4\n5\n6");
  expect(await height()).toBeGreaterThan(one);
  await field(5).fill("\n".repeat(100));
  expect(await height()).toBe(300);
});

test("what is typed while answers are slow stays as it was typed", async ({ open, page }) => {
  await page.routeWebSocket(/socket/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => void setTimeout(() => socket.send(message), 150));
  });
  const here = await open(notebook(
    `name := control.Text("Name", control.TextOptions{Debounce: control.EveryKey})\nname`,
    `control.Listen(name, func(c control.Change[string]) { fmt.Println(c.Value) })`,
  ));
  await here.runAll();
  const field = here.code(1).value.getByRole("textbox");
  await field.pressSequentially("abcdefgh", { delay: 60 });
  await expect(here.code(2).stdout).toContainText("abcdefg\nabcdefgh\n");
  await expect(field).toHaveValue("abcdefgh");
});

test.describe("in another time zone", () => {
  test.use({ timezoneId: "Europe/Oslo" });

  test("days with a time, and times, are edited in the reader's zone and are UTC in Go", async ({ open }) => {
    const here = await open(notebook(
      `moment := control.DateTime("Moment", control.DateOptions{Default: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)})\nmoment`,
      `day := control.Date("Day", control.DateOptions{Default: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)})\nday`,
      `control.Listen(moment, func(c control.Change[time.Time]) { fmt.Println(c.Value, c.Empty) })`,
    ));
    await here.runAll();
    const moment = here.code(1).value.getByLabel("Moment");
    await expect(moment).toHaveValue("2026-07-01T14:00");
    await expect(here.code(2).value.getByLabel("Day")).toHaveValue("2026-07-01");
    await moment.fill("2026-01-31T00:30");
    await moment.blur();
    await expect(here.code(3).stdout).toHaveText("2026-01-30 23:30:00 +0000 UTC false\n");
    await moment.fill("");
    await moment.blur();
    await expect(here.code(3).stdout).toContainText("0001-01-01 00:00:00 +0000 UTC true\n");
  });
});

test("what has no label has a name all the same", async ({ open }) => {
  const made = kinds.map(({ make }) => make.replace('"L"', '""').replace('"a", "b"', '"", "b"'));
  const here = await open(
    notebook(`widget.Grid(widget.GridOptions{}, control.Button(""), widget.NewTable([]map[string]int{{"": 1}}), ${made.join(", ")})`),
  );
  await here.runAll();
  const cell = here.code(1).region;
  await expect(cell.getByRole("button", { name: "Unnamed button" })).toBeVisible();
  await expect(cell.getByRole("textbox", { name: "Unnamed textarea" })).toBeVisible();
  await expect(cell.getByRole("radio", { name: "(empty)" })).toBeChecked();
  await expect(cell.getByRole("group", { name: "Unnamed radio" })).toBeVisible();
  await expect(cell.getByRole("columnheader", { name: "(empty)" })).toBeVisible();
  await accessible(here.page, ".outputs");
});
