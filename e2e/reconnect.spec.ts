/// A connection breaks; nothing is lost and nothing happens twice.

import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { Proxy } from "./proxy.ts";
import { counter, counterLog, notebook } from "./sources.ts";

test("events of both sides survive a lost connection, each once", async ({ programs, page, other }) => {
  const { served } = await programs.serve(notebook(counterLog, counter, 'fmt.Println("ran")'));
  const there = await NotebookPage.open(other, served.url);
  await there.code(1).run();
  await there.code(2).run();

  const proxy = await Proxy.to(served.port);
  const here = await NotebookPage.open(page, `http://127.0.0.1:${proxy.port}/?token=${served.token}`);
  const [mine, theirs] = [here.code(2).widget, there.code(2).widget];
  const count = (widget: typeof mine) => widget.getByRole("status", { name: "count" });
  const bump = (widget: typeof mine) => widget.getByRole("button", { name: "Bump" }).click();
  await expect(count(mine)).toHaveText("10");
  await mine.getByRole("button", { name: "Whisper" }).click();
  await expect(mine.getByRole("status", { name: "told" })).toHaveText(/\S/);
  const origin = await mine.getByRole("status", { name: "told" }).textContent();

  proxy.cut();
  await expect(page.getByRole("status").filter({ hasText: "Reconnecting" })).toBeVisible();
  await bump(mine);
  await bump(mine);
  await bump(theirs);
  await expect(count(theirs)).toHaveText("11");
  await there.code(3).start();
  await expect(there.code(3).stdout).toHaveText("ran\n");
  await here.code(3).typeAtEnd(" // offline");
  proxy.restore();

  await expect(count(mine)).toHaveText("13");
  await expect(count(theirs)).toHaveText("13");
  await expect(here.code(3).stdout).toHaveText("ran\n");
  await expect.poll(() => there.code(3).source()).toBe('fmt.Println("ran") // offline');
  await expect(page.getByRole("status").filter({ hasText: "Reconnecting" })).toBeHidden();

  // The frame was not made anew, and the page is who it was.
  await mine.getByRole("button", { name: "Whisper" }).click();
  await expect(mine.getByRole("status", { name: "told" })).toHaveText(origin!);
  await proxy.close();
});

test("a connection that breaks again and again amid clicks counts each click once", async ({ programs, page }) => {
  const { served } = await programs.serve(notebook(counterLog, counter));
  const proxy = await Proxy.to(served.port);
  const here = await NotebookPage.open(page, `http://127.0.0.1:${proxy.port}/?token=${served.token}`);
  await here.code(1).run();
  await here.code(2).run();
  const widget = here.code(2).widget;
  const count = widget.getByRole("status", { name: "count" });
  await expect(count).toHaveText("10");
  for (let round = 1; round <= 3; round++) {
    for (let i = 0; i < 4; i++) await widget.getByRole("button", { name: "Bump" }).click();
    proxy.cut();
    for (let i = 0; i < 3; i++) await widget.getByRole("button", { name: "Bump" }).click();
    proxy.restore();
    await expect(count).toHaveText(String(10 + 7 * round), { timeout: 30_000 });
  }
  await proxy.close();
});
