/// Cells that stop themselves with a message, and go on.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { run } from "./gokino.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

const asks = [
  `name := control.Text("Name")\nname`,
  `if name.Read() == "" {\n\tkernel.Stop("Enter your name first.")\n}\nhello := "hello " + name.Read()`,
  `fmt.Println(hello)`,
  `1 + 1`,
];

test("a cell stops with a message; Continue runs it and what waited for it", async ({ open, other, page }) => {
  const here = await open(notebook(...asks));
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.press("Run all");
  for (const view of [here, there]) {
    await view.code(2).is("stopped");
    await view.code(3).is("skipped");
    await expect(view.code(2).region.getByRole("group", { name: "Message" })).toContainText("Enter your name first.");
    await expect(view.code(2).error).toHaveCount(0);
  }
  await expect(page.locator(".spoken")).toHaveText(/Code cell 2: Enter your name first\./);
  await accessible(page, ".cell-error");
  await there.code(1).value.getByRole("textbox", { name: "Name" }).fill("Ada"); // typed, not left
  await there.code(2).button("Continue").click();
  await expect(there.code(2).region).toBeFocused();
  for (const view of [here, there]) {
    await expect(view.code(3).stdout).toHaveText("hello Ada\n");
    await view.code(4).is("ok");
    await expect(view.code(2).region.getByRole("group", { name: "Message" })).toHaveCount(0);
  }
});

test("Continue runs what used the cell before, above it too, and may stop again", async ({ open }) => {
  const here = await open(notebook(
    `fmt.Println("now", hello)`,
    `ready := false`,
    `if !ready {\n\tkernel.StopError(errors.New("not ready yet"))\n}\nhello := time.Now().Nanosecond()`,
  ));
  await here.code(2).run();
  await here.code(3).start();
  await here.code(3).is("stopped");
  await expect(here.code(3).error).toContainText("not ready yet");
  await expect(here.code(3).status).toHaveText("Stopped by an error");
  await here.code(3).press("Continue");
  await here.code(3).is("stopped");
  await here.code(2).replace("ready := true");
  await here.code(2).start();
  await here.code(2).isStale(false);
  await here.code(3).press("Continue");
  await here.code(3).is("ok");
  await here.code(1).run();
  const first = await here.code(1).stdout.textContent();
  await here.code(2).replace("ready := false");
  await here.code(2).start();
  await here.code(2).isStale(false);
  await here.code(3).start();
  await here.code(3).is("stopped");
  await here.code(2).replace("ready := true");
  await here.code(2).start();
  await here.code(2).isStale(false);
  await here.code(3).press("Continue");
  await here.code(3).is("ok");
  await expect(here.code(1).stdout).not.toHaveText(first!);
});

test("in a reactive notebook the input that a stopped cell has read lets it go on", async ({ open }) => {
  const here = await open(`<!-- gokino: reactive -->\n\n${notebook(...asks)}`);
  await here.press("Run all");
  await here.code(2).is("stopped");
  const name = here.code(1).value.getByRole("textbox", { name: "Name" });
  await name.fill("Grace");
  await name.press("Enter");
  await here.code(2).is("ok");
  await here.code(3).press("Run cell");
  await expect(here.code(3).stdout).toHaveText("hello Grace\n");
});

test("in a listener a stop is an error of its cell", async ({ open }) => {
  const here = await open(notebook(`press := control.Button("Press")\npress`, `control.Listen(press, func(control.Click) { kernel.Stop("no") })`));
  await here.runAll();
  await here.code(1).value.getByRole("button", { name: "Press" }).click();
  await expect(here.code(2).error).toContainText("kernel.Stop outside of a cell's own run: no");
});

test("gokino run says that the cell was stopped, and exits with 1", async ({ dir }) => {
  const file = path.join(dir, "notebook.md");
  writeFileSync(file, notebook(...asks));
  const text = await run(["run", file]);
  expect(text.status).toBe(1);
  expect(text.stderr).toContain("cell2:2: stopped: Enter your name first.\ncell3: skipped\n");
  const json = await run(["run", "--json", file]);
  expect(json.stdout.split("\n")[1]).toMatch(/^{"cell":2,"status":"stopped","error":{"message":"Enter your name first.","line":2},/);
});
