/// The first start on a machine: what there is to do while the runtime is built.

import path from "node:path";
import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

test("the page is there at once, shows the progress and takes edits and runs", async ({ open, page, dir }) => {
  test.slow(); // the standard library is linked, and compiled where Go's cache lacks it
  const here = await open(notebook("6 *"), { env: { GOKINO_CACHE: path.join(dir, "cache") } });
  await expect(page.getByRole("progressbar", { name: "Building the runtime" })).toBeVisible();
  await here.code(1).typeAtEnd(" 7");
  await expect.poll(here.notebook.saved).toBe(notebook("6 * 7"));
  await here.code(1).start();
  await here.code(1).is("queued");
  await expect(here.code(1).value).toHaveText("42", { timeout: 240_000 });
  await expect(page.getByRole("progressbar")).toBeHidden();
});
