/// The same counter in a program's own mux: no notebook, no runtime, one process.

import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "./fixtures.ts";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("two pages of an embedding program share the counter", async ({ page, other, programs }) => {
  const served = await programs.start("embed", { args: [`127.0.0.1:${await freePort()}`] });
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
