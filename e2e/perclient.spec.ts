/// A widget whose clients have a server each: two pages, two states, kept over a lost
/// connection.

import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { Proxy } from "./proxy.ts";
import { counter, notebook } from "./sources.ts";

const own = counter.replace(/\tevents = .*\n/, "").replace(/func .counter. Terminate.*\n/, "").replace("live.Options{", "live.Options{PerClient: true, ");

test("each page has a counter of its own", async ({ programs, page, other }) => {
  const { served } = await programs.serve(notebook(own));
  const there = await NotebookPage.open(other, served.url);
  await there.code(1).run();
  const proxy = await Proxy.to(served.port);
  const here = await NotebookPage.open(page, `http://127.0.0.1:${proxy.port}/?token=${served.token}`);
  const [mine, theirs] = [here.code(1).widget, there.code(1).widget];
  const count = (widget: typeof mine) => widget.getByRole("status", { name: "count" });
  const bump = (widget: typeof mine) => widget.getByRole("button", { name: "Bump" }).click();
  await expect(count(mine)).toHaveText("10");
  await bump(mine);
  await bump(mine);
  await bump(theirs);
  await expect(count(mine)).toHaveText("12");
  await expect(count(theirs)).toHaveText("11");

  // The same server is there when the connection is.
  proxy.cut();
  await expect(page.getByRole("status").filter({ hasText: "Reconnecting" })).toBeVisible();
  await bump(mine);
  proxy.restore();
  await expect(count(mine)).toHaveText("13");
  await expect(count(theirs)).toHaveText("11");

  // A page that is loaded anew is another client.
  await page.reload();
  await expect(count(here.code(1).widget)).toHaveText("10");
  await proxy.close();
});
