/// A machine that cannot compile cells.

import { writeFileSync } from "node:fs";
import { expect, test } from "./fixtures.ts";
import { run } from "./gokino.ts";
import { notebook } from "./sources.ts";

const cases: { name: string; env: Record<string, string>; says: RegExp }[] = [
  { name: "cgo switched off", env: { CGO_ENABLED: "0" }, says: /CGO_ENABLED/ },
  { name: "no C compiler", env: { CC: "no-such-compiler" }, says: /no-such-compiler.*(apt-get install|dnf install|xcode-select)/s },
];

for (const { name, env, says } of cases) {
  test(`${name}: the page opens read-only and says what is missing`, async ({ open, page }) => {
    const here = await open(notebook("1 + 1"), { env });
    expect(here.notebook.served.log).toMatch(says);
    await expect(page.getByRole("status").filter({ hasText: "Read-only" })).toContainText(says);
    await expect(here.texts.first().getByRole("heading", { name: "A notebook" })).toBeVisible();
    expect(await here.code(1).source()).toBe("1 + 1");

    await here.code(1).editor.click();
    await page.keyboard.type("2");
    expect(await here.code(1).source()).toBe("1 + 1");
    await expect(here.button("Add code cell")).toBeDisabled();
    expect(here.notebook.saved()).toBe(notebook("1 + 1"));
  });

  test(`${name}: gokino run says what is missing`, async ({ dir }) => {
    writeFileSync(`${dir}/n.md`, notebook("1 + 1"));
    const { status, stderr } = await run(["run", `${dir}/n.md`], { env });
    expect(status).toBe(1);
    expect(stderr).toMatch(says);
  });
}
