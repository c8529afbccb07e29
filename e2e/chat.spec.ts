/// The chat among the examples: widgets in a page of any Go server.

import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";

test("two browsers chat, and one who comes late reads what was said", async ({ page, other, programs, browser }) => {
  const { url } = await programs.start("chat", { args: ["127.0.0.1:0"] });
  const said = (of = page) => of.getByRole("group", { name: "Chat" });
  const say = async (of: typeof page, name: string, words: string) => {
    const form = of.frameLocator("iframe");
    await form.getByLabel(name).fill(words);
    await form.getByRole("button", { name: "Say" }).click();
  };
  await page.goto(url);
  await expect(page.getByText("Nobody has said anything yet.")).toBeVisible();
  await say(page, "Guest 1", "hello *you*");
  await other.goto(url);
  await expect(said(other)).toHaveText("Guest 1: hello you");
  await expect(said(other).locator("em")).toHaveText("you");
  await say(other, "Guest 2", "<b>hi</b> $x^2$");
  for (const at of [page, other]) {
    await expect(said(at)).toContainText("Guest 2: <b>hi</b>");
    await expect(said(at).locator("math msup")).toBeVisible();
  }
  await say(page, "Guest 1", "/who");
  await expect(said()).toContainText("Only you see this: 2 came so far.");
  await expect(said(other)).not.toContainText("Only you");
  const late = await browser.newPage();
  await late.goto(url);
  await expect(said(late)).toContainText("Guest 1: hello you");
  await expect(said(late)).not.toContainText("Only you");
  await late.close();
  await page.addStyleTag({ content: "html { background: Canvas }" }); // axe-core takes a page without a background for white
  await accessible(page, "gokino-widget:first-of-type"); // the other is a sandboxed frame
});
