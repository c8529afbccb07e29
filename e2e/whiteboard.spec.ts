/// The whiteboard among the examples.

import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

test("what one browser draws is on the board of the other, and of who comes late", async ({ page, other, programs }) => {
  const { url } = await programs.start("whiteboard", { args: ["127.0.0.1:0"] });
  const board = (of: Page) => of.frameLocator("iframe").getByRole("img", { name: "Whiteboard" });
  const inked = (of: Page) =>
    board(of).evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value > 0);
    });
  await page.goto(url);
  await expect(board(page)).toBeVisible();
  const { x, y } = (await board(page).boundingBox())!;
  await page.mouse.move(x + 20, y + 20);
  await page.mouse.down();
  await page.mouse.move(x + 200, y + 100, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => inked(page)).toBe(true);
  await other.goto(url); // late
  await expect(board(other)).toBeVisible();
  await expect.poll(() => inked(other)).toBe(true);
  await other.frameLocator("iframe").getByRole("button", { name: "Clear" }).click();
  await expect.poll(() => inked(page)).toBe(false);
});
