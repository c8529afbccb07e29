/// A live widget in a cell, seen by two browsers.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { FrameLocator, Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { root } from "./setup.ts";
import { counter, counterLog, notebook } from "./sources.ts";

const reader = 's, err := live.State[state](kernel.Context(), w)\nfmt.Println("the count is", s.Count, err)';
const listener = `l := control.Listen(w, func(ev any) { fmt.Println("heard", ev) })
go func() {
	<-l.Done()
	fmt.Println("the listener ended")
}()`;
const eventsSoFar = "fmt.Println(events)";

const source = notebook(counterLog, counter, reader, listener, eventsSoFar);
const cell = { counter: 2, reader: 3, listener: 4, events: 5 };

function shown(widget: FrameLocator, label: string): Locator {
  return widget.getByRole("status", { name: label });
}

function click(widget: FrameLocator, name: string): Promise<void> {
  return widget.getByRole("button", { name }).click();
}

test("a click in one browser changes both, and Go code reads the count", async ({ open, other }) => {
  const here = await open(source);
  await here.code(1).run();
  await here.code(cell.counter).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const [mine, theirs] = [here.code(cell.counter).widget, there.code(cell.counter).widget];
  await expect(shown(mine, "count")).toHaveText("10");
  await expect(shown(theirs, "count")).toHaveText("10");

  await click(mine, "Bump");
  await expect(shown(theirs, "count")).toHaveText("11");
  await click(theirs, "Bump");
  await expect(shown(mine, "count")).toHaveText("12");
  await expect(shown(theirs, "count")).toHaveText("12");

  await here.code(cell.reader).run();
  await expect(here.code(cell.reader).stdout).toHaveText("the count is 12 <nil>\n");
  await expect(there.code(cell.reader).stdout).toHaveText("the count is 12 <nil>\n");
});

test("SendEvent reaches one origin only, and origins differ", async ({ open, other }) => {
  const here = await open(source);
  await here.code(1).run();
  await here.code(cell.counter).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const [mine, theirs] = [here.code(cell.counter).widget, there.code(cell.counter).widget];

  await click(mine, "Whisper");
  await expect(shown(mine, "told")).toHaveText(/\S/);
  await click(theirs, "Whisper");
  await expect(shown(theirs, "told")).toHaveText(/\S/);
  const [a, b] = [await shown(mine, "told").textContent(), await shown(theirs, "told").textContent()];
  expect(a).not.toBe(b);
  // One more broadcast has come through the same line: a stray whisper would be here by now.
  await click(theirs, "Bump");
  await expect(shown(mine, "count")).toHaveText("11");
  await expect(shown(mine, "told")).toHaveText(a!);
});

test("EmitEvent reaches a listener of a later cell, every event, in order", async ({ open }) => {
  const here = await open(source);
  await here.code(1).run();
  await here.code(cell.counter).run();
  await here.code(cell.listener).run();
  const widget = here.code(cell.counter).widget;
  for (let i = 0; i < 5; i++) await click(widget, "Bump");
  await expect(here.code(cell.listener).stdout).toHaveText("heard 11\nheard 12\nheard 13\nheard 14\nheard 15\n");
});

test("bytes go both ways as they are", async ({ open }) => {
  const here = await open(source);
  await here.code(1).run();
  await here.code(cell.counter).run();
  const widget = here.code(cell.counter).widget;
  await click(widget, "Bytes");
  await expect(shown(widget, "bytes")).toHaveText("five true 255 128 127 1 0");
});

test("a reloaded page shows the state of now", async ({ open }) => {
  const here = await open(source);
  await here.code(1).run();
  await here.code(cell.counter).run();
  await click(here.code(cell.counter).widget, "Bump");
  await expect(shown(here.code(cell.counter).widget, "count")).toHaveText("11");
  await here.reload();
  await expect(shown(here.code(cell.counter).widget, "count")).toHaveText("11");
  await click(here.code(cell.counter).widget, "Bump");
  await expect(shown(here.code(cell.counter).widget, "count")).toHaveText("12");
});

test("running the cell again ends the old widget before the new one starts", async ({ open, other }) => {
  const here = await open(source);
  await here.code(1).run();
  await here.code(cell.counter).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.code(cell.listener).run();
  await click(here.code(cell.counter).widget, "Bump");
  await expect(here.code(cell.listener).stdout).toHaveText("heard 11\n");
  const oldFrame = await here.code(cell.counter).region.locator("iframe").elementHandle();

  await here.code(cell.counter).start();
  await expect(here.code(cell.listener).stdout).toHaveText("heard 11\nthe listener ended\n");
  for (const page of [here, there]) {
    await expect(shown(page.code(cell.counter).widget, "count")).toHaveText("10");
    await expect(page.code(cell.counter).region.locator("iframe")).toHaveCount(1);
  }
  expect(await oldFrame!.evaluate((frame) => frame.isConnected)).toBe(false);

  // The old listener is no more: only the new widget's count changes.
  await click(here.code(cell.counter).widget, "Bump");
  await expect(shown(there.code(cell.counter).widget, "count")).toHaveText("11");
  await expect(here.code(cell.listener).stdout).toHaveText("heard 11\nthe listener ended\n");
  await here.code(cell.events).run();
  await expect(here.code(cell.events).stdout).toHaveText("[start end start]\n");
});

test("the widget in the README works as it says", async ({ open, other }) => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const code = /^```go\n(type counter .*?)^```$/ms.exec(readme)![1]!;
  const here = await open(notebook(code.trimEnd()));
  await here.code(1).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.code(1).widget.getByRole("button").click();
  await expect(there.code(1).widget.getByRole("button")).toHaveText("11");
});
