/// What axe-core finds wrong with a part of a page.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { root } from "./setup.ts";

const source = readFileSync(path.join(root, "node_modules/axe-core/axe.min.js"), "utf8");

interface Found {
  violations: { id: string; help: string; nodes: { html: string }[] }[];
}

/// violations are what axe-core finds in the elements that `selector` names, as lines of text.
export async function violations(page: Page, selector: string): Promise<string[]> {
  await page.evaluate(source);
  const { violations } = await page.evaluate(
    (include) => (globalThis as unknown as { axe: { run(include: string): Promise<Found> } }).axe.run(include),
    selector,
  );
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" ")}`);
}
