/// The first thing a user sees.

import path from "node:path";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { root } from "./setup.ts";

test.use({ viewport: { width: 1100, height: 1330 } });

test("gokino without an argument opens the tour, and all of it runs", async ({ page, programs, dir }, info) => {
  const served = await programs.start("gokino", {
    args: ["--no-browser", "--addr", "127.0.0.1:0"],
    env: { XDG_DATA_HOME: dir }, // where the user's copy goes
  });
  const notebook = await NotebookPage.open(page, served.url);
  await expect(page.getByRole("heading", { name: "A tour of gokino" })).toBeVisible();
  await notebook.runAll();
  await expect(notebook.code(1).stdout).toContainText("9 words");
  await expect(notebook.code(2).value).toHaveText("map[3:4 4:2 5:3]");

  const shown = page.getByRole("region").filter({ hasText: "func (counter) HandleConnect" });
  await shown.scrollIntoViewIfNeeded();
  const button = shown.frameLocator("iframe").getByRole("button");
  await expect(button).toHaveText("10");
  await button.click();
  await button.click();
  await expect(button).toHaveText("12");
  const reader = page.getByRole("region").filter({ hasText: "live.State[state]" });
  await reader.getByRole("button", { name: "Run cell" }).click();
  await expect(reader).toContainText("the counter is at 12");
  await expect(page.getByRole("region").filter({ hasText: "control.Listen" })).toContainText("press 2 took the counter to 12");
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);

  await page.getByRole("heading", { name: "A live widget" }).evaluate((heading) => {
    scrollTo(0, heading.getBoundingClientRect().top + scrollY - 80);
  });
  await page.mouse.move(0, 0);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const picture = process.env["GOKINO_SCREENSHOT"]
    ? path.join(root, "docs/images/notebook.png")
    : info.outputPath("notebook.png");
  await page.screenshot({ path: picture, animations: "disabled", caret: "hide", style: ".bar-path { visibility: hidden }" });
});
