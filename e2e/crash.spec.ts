/// The runtime process ends; the notebook does not.

import { writeFileSync } from "node:fs";
import { expect, test, type Notebook } from "./fixtures.ts";
import { alive, run } from "./gokino.ts";
import type { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

const race = `m := map[int]int{}
for range 8 {
	go func() {
		for i := 0; ; i++ {
			m[i%10]++
		}
	}()
}
select {}`;

/// The banner is there, document and outputs stay, one click starts a fresh runtime.
async function recovers(here: NotebookPage & { notebook: Notebook }, reason: RegExp): Promise<void> {
  const banner = here.page.getByRole("alert").filter({ hasText: "The runtime ended" });
  await expect(banner).toBeVisible();
  await expect(banner).toContainText(reason);
  await expect(here.code(1).stdout).toHaveText("before\n");
  expect(await here.code(1).source()).toContain('"before"');

  await banner.getByRole("button", { name: "Start a fresh runtime" }).click();
  await expect(banner).toBeHidden();
  await here.code(1).run();
  await expect(here.code(1).stdout).toHaveText("before\n");
  await expect(here.code(1).value).toHaveText("1");
}

const first = 'n := 0\nfmt.Println("before")\nn++\nn';

test("kill -9 of the runtime", async ({ open }) => {
  const here = await open(notebook(first, "n"));
  await here.runAll();
  process.kill(here.notebook.served.runtime(), "SIGKILL");
  await recovers(here, /killed/);
});

test("kill -9 of the runtime while a cell runs", async ({ open }) => {
  const here = await open(notebook(first, "for {\n}"));
  await here.code(1).run();
  await here.code(2).start();
  await here.code(2).is("running");
  process.kill(here.notebook.served.runtime(), "SIGKILL");
  await here.code(2).is("error");
  await recovers(here, /killed/);
});

test("a fatal error that no Go program survives", async ({ open }) => {
  const here = await open(notebook(first, race));
  await here.code(1).run();
  await here.code(2).start();
  await recovers(here, /concurrent map/);
});

test("kill -9 of gokino leaves no runtime behind, even one that is busy", async ({ open }) => {
  const here = await open(notebook(first, "for {\n}"));
  await here.code(1).run();
  await here.code(2).start();
  await here.code(2).is("running");
  const runtime = here.notebook.served.runtime();
  await here.notebook.served.kill();
  await expect.poll(() => alive(runtime)).toBe(false);
});

test("os.Exit ends the evaluation, not the runtime", async ({ open }) => {
  const here = await open(notebook("n := 5", "os.Exit(3)", "n"));
  await here.code(1).run();
  await here.code(2).start();
  await here.code(2).is("error"); // what is queued behind a failure is skipped
  await here.code(3).start();
  await expect(here.code(3).value).toHaveText("5");
});

test("a widget of a runtime that ended says so, and lives again after a run", async ({ open }) => {
  const widget = `type hello struct{}

func (hello) HandleConnect(ctx *live.Context[int]) (any, error) { return "hello", nil }

live.New(hello{}, 0, live.Options{Assets: jsassets.Inline("main.js", "export function init(ctx, word) { ctx.root.textContent = word }")})`;
  const here = await open(notebook(widget));
  await here.code(1).run();
  await expect(here.code(1).widget.getByText("hello")).toBeVisible();
  process.kill(here.notebook.served.runtime(), "SIGKILL");
  await expect(here.code(1).region.getByText("No longer available")).toBeVisible();
  await here.page.getByRole("button", { name: "Start a fresh runtime" }).click();
  await here.code(1).run();
  await expect(here.code(1).region.getByText("No longer available")).toBeHidden();
  await expect(here.code(1).widget.getByText("hello")).toBeVisible();
});

test("gokino run names the cell and exits with 1", async ({ dir }) => {
  const file = `${dir}/race.md`;
  writeFileSync(file, notebook('fmt.Println("before")', race, "3"));
  const text = await run(["run", file]);
  expect(text.status).toBe(1);
  expect(text.stdout).toContain("before\n");
  expect(text.stdout + text.stderr).toMatch(/cell ?2/i);
  expect(text.stdout + text.stderr).toContain("concurrent map");

  const json = await run(["run", "--json", file]);
  expect(json.status).toBe(1);
  const cells = json.stdout.trim().split("\n").map((line) => JSON.parse(line) as { cell: number; status: string });
  expect(cells.map(({ cell, status }) => [cell, status])).toEqual([[1, "ok"], [2, "error"], [3, "skipped"]]);
});
