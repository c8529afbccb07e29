/// What becomes of the page's own keys while a keyboard is on.

import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

test("a keyboard leaves the page none of its keys, all of them, or the one that turns it off", async ({ open, page }) => {
  const kind = (shortcuts: string) => `keys := control.Keyboard(control.KeyDown, control.KeyboardOptions{Shortcuts: ${shortcuts}})\ncontrol.Listen(keys, func(k control.Key) { fmt.Print(k.Key) })\nkeys`;
  const here = await open(notebook(kind("control.ShortcutsOff"), kind("control.ShortcutsOn"), kind("control.ShortcutsDisableOnly")));
  await here.runAll();
  const help = page.getByRole("dialog");
  const toggle = (cell: number) => here.code(cell).value.getByRole("button", { name: "Keyboard" });
  const isOn = (cell: number, on: boolean) => expect(toggle(cell)).toHaveAttribute("aria-pressed", String(on));
  for (const [cell, opens, turnsOff] of [[1, false, false], [2, true, true], [3, false, true]] as const) {
    await here.code(cell).region.focus();
    await page.keyboard.press("Control+k");
    await isOn(cell, true);
    await page.keyboard.press("?");
    await expect(here.code(cell).stdout).toHaveText("?");
    await expect(help).toHaveCount(opens ? 1 : 0);
    if (opens) await page.keyboard.press("Escape");
    await here.code(cell).region.focus();
    await page.keyboard.press("Control+k");
    await isOn(cell, !turnsOff);
    if (!turnsOff) await toggle(cell).click();
    await isOn(cell, false);
  }
});

test("a key that is held down is sent once", async ({ open, page }) => {
  const here = await open(notebook(`keys := control.Keyboard(control.KeyDown | control.KeyUp)\nkeys`, `control.Listen(keys, func(k control.Key) { fmt.Println(k.Kind, k.Key) })`));
  await here.runAll();
  await here.code(1).value.getByRole("button", { name: "Keyboard" }).click();
  for (let i = 0; i < 3; i++) await page.keyboard.down("a"); // all but the first are repeats
  await page.keyboard.up("a");
  await expect(here.code(2).stdout).toHaveText("keydown a\nkeyup a\n");
});
