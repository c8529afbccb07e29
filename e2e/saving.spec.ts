/// Files: nothing is lost, nothing is touched that was not edited.

import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as passed } from "node:timers/promises";
import { expect, test } from "./fixtures.ts";
import { alive } from "./gokino.ts";
import { NotebookPage } from "./notebook.ts";

/// Odd in every way that a formatter would "mend".
const odd = [
  "\uFEFFSetext\r\n======\r\n\r\n",
  "* list\r\n\r\n  ```go\r\n  notACell()\r\n  ```\r\n\r\n",
  "```go\nx   :=   1\n```\n\n\n\n",
  "trailing spaces   \n\ttab\n\n",
  "~~~~ go   \nx+1\n~~~~\n",
  "<!-- comment\n```go\nnotACell()\n```\n-->\n\n",
  "```python\nprint(1)\n```\n\nno newline at the end",
].join("");

test("what was loaded and not edited stays as it is, byte for byte", async ({ open, dir }) => {
  const here = await open(odd);
  expect(await here.names()).toEqual(["Text cell", "Code cell 1", "Text cell", "Code cell 2", "Text cell"]);
  await here.runAll();
  await here.code(2).typeAtEnd("0");
  await expect.poll(here.notebook.saved).toBe(odd.replace("x+1", "x+10"));
  await here.notebook.served.stop();
  expect(here.notebook.saved()).toBe(odd.replace("x+1", "x+10"));
  expect(readdirSync(dir)).toEqual([path.basename(here.notebook.file)]);
});

test("kill -9 a second after an edit loses nothing", async ({ open }) => {
  const here = await open(odd);
  await here.code(1).typeAtEnd(" // and more");
  // The promise is about time: what was typed a second ago is safe.
  await passed(1000);
  await here.notebook.served.kill();
  expect(here.notebook.saved()).toBe(odd.replace("x   :=   1", "x   :=   1 // and more"));
});

test("kill -9 amid typing leaves a whole file that holds a beginning of what was typed", async ({ open, page }) => {
  const here = await open(odd);
  await here.code(1).typeAtEnd("");
  const typing = page.keyboard.type(" // " + "word ".repeat(200), { delay: 5 }).catch(() => undefined);
  await expect.poll(here.notebook.saved).toContain("word");
  await here.notebook.served.kill();
  await page.close();
  await typing;
  const [before, after] = odd.split("x   :=   1") as [string, string];
  const saved = here.notebook.saved();
  expect(saved.startsWith(`${before}x   :=   1 // word`)).toBe(true);
  expect(saved.endsWith(after)).toBe(true);
  expect(" // " + "word ".repeat(200)).toContain(saved.slice(before.length + 10, saved.length - after.length));
});

test("after a restart of gokino the page goes on with what was typed meanwhile", async ({ open, page, programs }) => {
  const here = await open("```go\n1\n```\n");
  await here.notebook.served.kill();
  await expect(page.getByRole("status").filter({ hasText: "Reconnecting" })).toBeVisible();
  await here.code(1).typeAtEnd(" + 41");
  // The new gokino has a new token: the page says so rather than losing the words.
  await programs.start("gokino", {
    args: ["--no-browser", "--addr", `127.0.0.1:${here.notebook.served.port}`, here.notebook.file],
  });
  await expect(page.getByRole("alert").filter({ hasText: "token is no longer valid" })).toBeVisible();
  expect(await here.code(1).source()).toBe("1 + 41");
});

test("Ctrl-C saves and ends every process", async ({ open }) => {
  const here = await open('```go\nimport "os/exec"\n\nexec.Command("sleep", "1000").Start()\n```\n');
  await here.runAll();
  const processes = here.notebook.served.descendants().map(({ pid }) => pid);
  expect(processes.length).toBeGreaterThanOrEqual(2);
  await here.code(1).typeAtEnd(" // last words");
  await here.code(1).isStale(true);
  await here.page.keyboard.press("Control+Enter"); // once it ran, the server has the words
  await here.code(1).isStale(false);
  expect(await here.notebook.served.stop()).toBe(0);
  expect(here.notebook.saved()).toContain("// last words\n```\n");
  await expect.poll(() => processes.filter(alive)).toEqual([]);
});

test("a file that is missing is created", async ({ page, programs, dir }) => {
  const file = path.join(dir, "new.md");
  const served = await programs.start("gokino", { args: ["--no-browser", "--addr", "127.0.0.1:0", file] });
  await page.goto(served.url);
  const here = new NotebookPage(page);
  await expect(here.button("Add code cell")).toBeVisible();
  if ((await here.names()).length === 0) await here.press("Add code cell");
  await here.code(1).typeAtEnd("1");
  await expect.poll(() => existsSync(file)).toBe(true);
  await expect.poll(() => statSync(file).size).toBeGreaterThan(0);
});

test("a save keeps the file's mode, and a link to it a link", async ({ page, programs, dir }) => {
  mkdirSync(path.join(dir, "elsewhere"));
  const target = path.join(dir, "elsewhere/target.md");
  writeFileSync(target, "```go\n1\n```\n", { mode: 0o640 });
  const link = path.join(dir, "link.md");
  symlinkSync("elsewhere/target.md", link);
  const served = await programs.start("gokino", { args: ["--no-browser", "--addr", "127.0.0.1:0", link] });
  const here = await NotebookPage.open(page, served.url);
  await here.code(1).typeAtEnd("2");
  await expect.poll(() => readFileSync(target, "utf8")).toBe("```go\n12\n```\n");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(statSync(target).mode & 0o777).toBe(0o640);
});

test("a file that somebody else changed meanwhile is kept beside the notebook", async ({ open, dir }) => {
  const here = await open("```go\n1\n```\n");
  const theirs = "```go\nby someone else\n```\n";
  writeFileSync(here.notebook.file, theirs);
  await here.code(1).typeAtEnd("2");
  await expect.poll(here.notebook.saved).toBe("```go\n12\n```\n");
  const kept = readdirSync(dir).filter((name) => name.includes("conflict"));
  expect(kept.map((name) => readFileSync(path.join(dir, name), "utf8"))).toEqual([theirs]);
});
