/// The same counter in a program's own mux: no notebook, no runtime, one process.

import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";

test("two pages of an embedding program share the counter", async ({ page, other, programs }) => {
  const served = await programs.start("embed", { args: ["127.0.0.1:0"] });
  await page.goto(served.url);
  await other.goto(served.url);
  const [mine, theirs] = [page, other].map((p) => p.frameLocator("iframe").getByRole("button"));
  await expect(mine!).toHaveText("10");
  await expect(theirs!).toHaveText("10");
  await mine!.click();
  await expect(theirs!).toHaveText("11");
  await theirs!.click();
  await expect(mine!).toHaveText("12");
  await page.reload();
  await expect(mine!).toHaveText("12");
  expect(served.descendants()).toEqual([]);
});

test("controls on a page of one's own: a form for each visitor, an input for all", async ({ page, other, programs }) => {
  const served = await programs.start("order", { args: ["127.0.0.1:0"] });
  await page.goto(served.url);
  await other.goto(served.url);
  await page.getByLabel("Name").fill("Ada");
  await other.getByLabel("Name").fill("Grace");
  await page.getByLabel("Cups").fill("3");
  await page.getByLabel("Cups").press("Enter");
  for (const p of [page, other]) await expect(p.getByText("3 cups so far, the last ones for Ada.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("");
  await expect(other.getByLabel("Name")).toHaveValue("Grace");
  await other.getByLabel("The kitchen is open").uncheck();
  await expect(page.getByLabel("The kitchen is open")).not.toBeChecked();
  await expect(page.getByRole("button", { name: "Order" })).toBeDisabled();
  await page.getByLabel("The kitchen is open").check();
  await expect(other.getByRole("button", { name: "Order" })).toBeEnabled();
  await expect(other.getByLabel("Name")).toHaveValue("Grace");
  await page.addStyleTag({ content: "html { background: Canvas }" }); // axe takes a page without one for white
  await accessible(page, "gokino-widget");
});

test("a page of a program is dark where the user's system is, and its widgets with it", async ({ page, programs }) => {
  const served = await programs.start("embed", { args: ["127.0.0.1:0"] });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(served.url);
  await expect(page.frameLocator("iframe").getByRole("button")).toHaveText("10");
  const canvas = () => page.evaluate(() => getComputedStyle(document.body).color);
  expect(await canvas()).toBe("rgb(255, 255, 255)");
  // A frame of another scheme than its element would be light text on the page's white, or the reverse.
  await page.evaluate(() => (document.documentElement.style.colorScheme = "light"));
  await expect(page.locator("iframe")).toHaveCSS("color-scheme", "light");
  expect(await canvas()).toBe("rgb(0, 0, 0)");
});

test("a dashboard under a strict policy: what one starts, all see", async ({ page, other, programs }) => {
  const served = await programs.start("dashboard", { args: ["127.0.0.1:0"] });
  const refused: string[] = [];
  page.on("console", (message) => /Content Security Policy/i.test(message.text()) && refused.push(message.text()));
  for (const p of [page, other]) await p.goto(served.url);
  await page.getByRole("slider", { name: "Requests a second" }).fill("50");
  await expect(other.getByRole("slider", { name: "Requests a second" })).toHaveValue("50");
  await other.getByRole("button", { name: "Back up now" }).click();
  await expect(page.getByRole("button", { name: "Back up now" })).toHaveAttribute("aria-busy", "true");
  await expect(page.getByRole("group", { name: "Log" })).toContainText("50 requests a second");
  await expect(page.getByRole("progressbar", { name: "Backup" })).toHaveAttribute("aria-valuetext", /^3 of 3 tables/);
  await expect(page.getByRole("button", { name: "Back up now" })).toHaveAttribute("aria-busy", "false");
  await expect(page.getByRole("img", { name: "Response times" }).locator(".mark-symbol.role-mark path").nth(50)).toBeAttached();
  await expect(page.getByRole("grid", { name: "Last requests" }).getByRole("row").nth(5)).toBeVisible();
  await page.getByRole("slider", { name: "Requests a second" }).fill("0"); // so that nothing moves
  await expect(page.getByRole("group", { name: "Log" })).toContainText(/ 0 requests a second/);
  await accessible(page, "main");
  await page.setViewportSize({ width: 390, height: 800 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(refused).toEqual([]);
});
