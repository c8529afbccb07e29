/// What every spec gets: notebooks of its own, each in a gokino of its own, and a second
/// browser. Everything is ended after the test.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test as base, type BrowserContext, type Page } from "@playwright/test";
import { Served, type Start } from "./gokino.ts";
import { NotebookPage } from "./notebook.ts";

/// Programs starts programs that end with the test.
export interface Programs {
  /// Serves a notebook with this text.
  serve(source: string, start?: Start): Promise<Notebook>;
  /// Starts a program that prints its address.
  start(name: string, start?: Start): Promise<Served>;
}

/// Notebook is a gokino that serves a file.
export interface Notebook {
  served: Served;
  file: string;
  /// The file's bytes of now, as text.
  saved(): string;
}

interface Fixtures {
  /// An empty folder.
  dir: string;
  programs: Programs;
  /// A page of a browser that shares nothing with `page`'s.
  other: Page;
  /// Opens a notebook in `page`.
  open(source: string, start?: Start): Promise<NotebookPage & { notebook: Notebook }>;
  /// Set to false where scripts are expected to throw.
  faultless: boolean;
}

export const test = base.extend<Fixtures>({
  faultless: [true, { option: true }],

  dir: async ({}, use) => {
    const dir = mkdtempSync(path.join(tmpdir(), "gokino-spec-"));
    await use(dir);
    rmSync(dir, { recursive: true, force: true });
  },

  programs: async ({ dir }, use, info) => {
    const all: Served[] = [];
    const start = async (name: string, options: Start = {}) => {
      const served = await Served.start(name, { cwd: dir, ...options });
      all.push(served);
      return served;
    };
    const serve = async (source: string, { args = [], ...rest }: Start = {}) => {
      const file = path.join(dir, `notebook${all.length + 1}.md`);
      writeFileSync(file, source);
      const served = await start("gokino", { ...rest, args: ["--no-browser", "--addr", "127.0.0.1:0", ...args, file] });
      return { served, file, saved: () => readFileSync(file, "utf8") };
    };
    await use({ start, serve });
    for (const served of all) {
      await served.kill();
      if (info.status !== info.expectedStatus) await info.attach("log", { body: served.log });
    }
  },

  context: async ({ context, faultless }, use) => guarded(context, faultless, use),

  other: async ({ browser, faultless, viewport }, use) => {
    const context = await browser.newContext({ viewport });
    await guarded(context, faultless, async () => use(await context.newPage()));
    await context.close();
  },

  open: async ({ page, programs }, use) => {
    await use(async (source, start) => {
      const notebook = await programs.serve(source, start);
      return Object.assign(await NotebookPage.open(page, notebook.served.url), { notebook });
    });
  },
});

/// Makes an uncaught exception of any page fail the test.
async function guarded(context: BrowserContext, faultless: boolean, use: (context: BrowserContext) => Promise<void>) {
  const faults: string[] = [];
  context.on("weberror", (fault) => faults.push(String(fault.error().stack ?? fault.error())));
  await use(context);
  if (faultless && faults.length > 0) throw new Error(`uncaught in a page: ${faults.join("\n")}`);
}

export { expect } from "@playwright/test";
