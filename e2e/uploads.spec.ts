/// Files that a widget takes: in a program of one's own, and in a notebook, whose widgets live
/// in another process.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { FrameLocator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { Proxy } from "./proxy.ts";
import { root } from "./setup.ts";
import { notebook } from "./sources.ts";

const MB = 1 << 20;

interface Chosen {
  name: string;
  buffer: Buffer;
}

function file(name: string, size: number): Chosen {
  const buffer = Buffer.alloc(size);
  for (let i = 0; i < size; i += 7) buffer[i] = (i * 31) >> 3;
  return { name, buffer };
}

const digest = ({ buffer }: Chosen) => createHash("sha256").update(buffer).digest("hex");

/// The widget of examples/upload.
class Drop {
  /// Files to choose from are put into `dir`.
  constructor(
    private readonly frame: FrameLocator,
    private readonly dir: string,
  ) {}

  /// Chooses files on a disk, as people do: browsers treat those that scripts make otherwise.
  async choose(...files: Chosen[]): Promise<void> {
    const paths = files.map(({ name }) => path.join(this.dir, name));
    files.forEach(({ buffer }, at) => writeFileSync(paths[at]!, buffer));
    await this.frame.getByLabel("Files").setInputFiles(paths);
  }
  state(name: string) {
    return this.frame.getByRole("listitem").filter({ hasText: name }).locator("output");
  }
  bar(name: string) {
    return this.frame.getByRole("progressbar", { name });
  }
  button(name: string) {
    return this.frame.getByRole("button", { name, exact: true });
  }
  get status() {
    return this.frame.getByRole("list", { name: "Being sent" }).locator("..").getByRole("status").last();
  }
  get kept() {
    return this.frame.getByRole("list", { name: "Kept" }).getByRole("listitem");
  }
}

/// The files that a program keeps for its widgets.
function temporary(cache: string): string[] {
  try {
    return readdirSync(path.join(cache, "gokino-uploads"), { recursive: true, encoding: "utf8" }).filter(
      (name) => name.includes(path.sep),
    );
  } catch {
    return [];
  }
}

/// Notes the parts that files are sent in.
function ranges(page: Page): string[] {
  const all: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PUT") all.push(request.headers()["content-range"] ?? "whole");
  });
  return all;
}

test("two files at once show how far they are, and reach the widget whole", async ({ page, other, programs, dir }) => {
  const served = await programs.start("upload", { args: ["127.0.0.1:0"], env: { XDG_CACHE_HOME: dir } });
  const proxy = await Proxy.to(served.port);
  await page.goto(`http://127.0.0.1:${proxy.port}/`);
  await other.goto(served.url);
  const [mine, theirs] = [page, other].map((p) => new Drop(p.frameLocator("iframe"), dir)) as [Drop, Drop];
  const files = [file("one.bin", 12 * MB), file("two.bin", 12 * MB + 1)] as const;
  proxy.hold(3 * MB);
  await mine.choose(...files);
  for (const { name } of files) {
    await expect(mine.state(name)).toHaveText(/^[1-9]\d? %$/);
    await expect(mine.bar(name)).not.toHaveAttribute("value", "1");
  }
  await mine.button("Keep").click();
  await expect(mine.status).toContainText("files are still being sent");
  proxy.release();
  for (const { name } of files) await expect(mine.state(name)).toHaveText("sent");
  expect(temporary(dir).length).toBe(2);
  await mine.button("Keep").click();
  for (const drop of [mine, theirs]) {
    await expect(drop.kept).toHaveCount(2);
    for (const [at, chosen] of files.entries()) {
      await expect(drop.kept.nth(at)).toContainText(`${chosen.name} (${chosen.buffer.length} bytes`);
      await expect(drop.kept.nth(at)).toHaveAttribute("title", digest(chosen));
    }
  }
  expect(temporary(dir)).toEqual([]);
  await proxy.close();
});

test("a lost connection costs only what had not arrived", async ({ page, programs, dir }) => {
  const served = await programs.start("upload", { args: ["127.0.0.1:0"], env: { XDG_CACHE_HOME: dir } });
  const proxy = await Proxy.to(served.port);
  await page.goto(`http://127.0.0.1:${proxy.port}/`);
  const drop = new Drop(page.frameLocator("iframe"), dir);
  const sent = ranges(page);
  const big = file("big.bin", 16 * MB);
  proxy.hold(4 * MB);
  await drop.choose(big);
  await expect.poll(() => temporary(dir).length).toBe(1);
  await expect(drop.state("big.bin")).toHaveText(/^[1-9]\d? %$/);
  proxy.cut();
  proxy.release();
  proxy.restore();
  await expect(drop.state("big.bin")).toHaveText("sent");
  expect(sent[0]).toBe("whole");
  const resumed = /^bytes (\d+)-16777215\/16777216$/.exec(sent.at(-1)!);
  expect(Number(resumed?.[1])).toBeGreaterThan(MB);
  await drop.button("Keep").click();
  await expect(drop.kept).toHaveAttribute("title", digest(big));
  await proxy.close();
});

test("what is canceled or refused leaves nothing behind, and says so", async ({ page, programs, dir }) => {
  const served = await programs.start("upload", { args: ["127.0.0.1:0"], env: { XDG_CACHE_HOME: dir } });
  const proxy = await Proxy.to(served.port);
  await page.goto(`http://127.0.0.1:${proxy.port}/`);
  const drop = new Drop(page.frameLocator("iframe"), dir);
  proxy.hold(2 * MB);
  await drop.choose(file("long.bin", 16 * MB));
  await expect.poll(() => temporary(dir).length).toBe(1);
  await drop.button("Cancel long.bin").click();
  await expect(drop.state("long.bin")).toHaveText("canceled");
  await expect.poll(() => temporary(dir)).toEqual([]);

  await drop.choose(file("edited.bin", 16 * MB));
  await expect.poll(() => temporary(dir).length).toBe(1);
  writeFileSync(path.join(dir, "edited.bin"), "something else");
  proxy.cut();
  proxy.release();
  proxy.restore();
  await expect(drop.state("edited.bin")).toHaveText("the file cannot be read");
  await expect.poll(() => temporary(dir)).toEqual([]);

  await drop.choose(
    file("tool.exe", 10),
    { name: "page.png", buffer: Buffer.from("<!doctype html><script>alert(1)</script>") },
    { name: "note.txt", buffer: Buffer.from("hello") },
    { name: "none.txt", buffer: Buffer.alloc(0) },
  );
  await expect(drop.state("tool.exe")).toHaveAttribute("data-error", "not_accepted");
  await expect(drop.state("tool.exe")).toContainText("tool.exe is not one of the files accepted");
  await expect(drop.state("page.png")).toHaveAttribute("data-error", "not_accepted");
  await expect(drop.state("note.txt")).toHaveText("sent");
  await expect(drop.state("none.txt")).toHaveText("sent");
  await drop.choose(file("a.bin", 1), file("b.bin", 1));
  await expect.poll(async () => (await Promise.all(["a.bin", "b.bin"].map((name) => drop.state(name).getAttribute("data-error")))).sort()).toEqual(
    ["", "too_many_files"],
  );
  expect(temporary(dir).length).toBe(3);
  await proxy.close();
});

/// What is built stays in the caches there are: only uploads go elsewhere.
const shared = {
  GOCACHE: execFileSync("go", ["env", "GOCACHE"], { encoding: "utf8" }).trim(),
  GOKINO_CACHE: process.env["GOKINO_CACHE"] ?? path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "gokino"),
};

test("a cell's widget reads what a page sent, and its end removes the rest", async ({ page, programs, dir }) => {
  const source = readFileSync(path.join(root, "examples", "upload", "main.go"), "utf8");
  const js = readFileSync(path.join(root, "examples", "upload", "upload.js"), "utf8");
  const definition = 'import (\n\t"crypto/sha256"\n\t"encoding/hex"\n)\n\n' + source.slice(source.indexOf("type drop struct"), source.indexOf("//go:embed"));
  const show = `live.New(drop{}, struct{}{}, live.Options{Assets: jsassets.Inline("main.js", js)})`;
  const cell = `var js = ${"`"}${js.replaceAll("`", "` + \"`\" + `")}${"`"}`;
  const { served } = await programs.serve(notebook(definition, cell, show), { env: { ...shared, XDG_CACHE_HOME: dir } });
  const here = await NotebookPage.open(page, served.url);
  await here.runAll();
  await here.code(3).region.scrollIntoViewIfNeeded(); // frames load once they are near
  const drop = new Drop(here.code(3).widget, dir);
  const chosen = file("data.bin", 5 * MB);
  await drop.choose(chosen, file("left.bin", 1000));
  await expect(drop.state("data.bin")).toHaveText("sent");
  await expect(drop.state("left.bin")).toHaveText("sent");
  await here.code(3).run();
  await expect.poll(() => temporary(dir)).toEqual([]);
  await new Drop(here.code(3).widget, dir).choose(chosen);
  await expect(new Drop(here.code(3).widget, dir).state("data.bin")).toHaveText("sent");
  await new Drop(here.code(3).widget, dir).button("Keep").click();
  await expect(new Drop(here.code(3).widget, dir).kept).toHaveAttribute("title", digest(chosen));
  await expect.poll(() => temporary(dir)).toEqual([]);

  await new Drop(here.code(3).widget, dir).choose(file("doomed.bin", 1000));
  await expect.poll(() => temporary(dir).length).toBe(1);
  await here.press("Restart runtime");
  await expect.poll(() => temporary(dir)).toEqual([]);
  expect(await served.stop()).toBe(0);
  expect(readdirSync(path.join(dir, "gokino-uploads"))).toEqual([]);
});
