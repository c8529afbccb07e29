/// What axe-core finds wrong for those who use a keyboard or a screen reader.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

/// The frames on a page of a program.
const frames: { fromShadowDom: [string, string] } = { fromShadowDom: ["gokino-widget", "iframe"] };

/// Wants nothing to be wrong within the elements that `selector` names, in the light and in
/// the dark. What is in a sandboxed frame is its author's affair.
export async function accessible(page: Page, selector: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include(selector).exclude("iframe").exclude(frames).analyze();
    const found = violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map((node) => node.html).join(" ")}`);
    expect(found).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}
