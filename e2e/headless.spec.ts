/// gokino run: a notebook without a browser.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./fixtures.ts";
import { run, type Finished } from "./gokino.ts";
import { counter, counterLog, notebook } from "./sources.ts";

interface Line {
  cell: number;
  status: string;
  stdout?: string;
  stderr?: string;
  outputs?: Record<string, unknown>[];
  error?: { message: string; line?: number; stack?: string };
  ms?: number;
}

async function runFile(dir: string, source: string, ...flags: string[]): Promise<Finished> {
  const file = path.join(dir, "notebook.md");
  writeFileSync(file, source);
  return run(["run", ...flags, file]);
}

async function runJSON(dir: string, source: string, ...flags: string[]): Promise<{ status: number; lines: Line[] }> {
  const { status, stdout } = await runFile(dir, source, "--json", ...flags);
  return { status, lines: stdout.trim().split("\n").map((line) => JSON.parse(line) as Line) };
}

test("text: outputs as they come, exit status 0", async ({ dir }) => {
  const { status, stdout, stderr } = await runFile(
    dir,
    notebook('fmt.Println("to stdout")\nfmt.Fprintln(os.Stderr, "to stderr")', '[]string{"a", "b c"}', "struct{ N int; S string }{1, \"x\"}"),
  );
  expect(status).toBe(0);
  expect(stdout).toContain("to stdout\n");
  expect(stdout).toContain('["a" "b c"]\n');
  expect(stdout).toContain('{N:1 S:"x"}\n');
  expect(stderr).toContain("to stderr\n");
  expect(stdout).not.toContain("to stderr");
});

test("--json: one object a cell, in order, absent fields left out", async ({ dir }) => {
  const { status, lines } = await runJSON(
    dir,
    notebook('fmt.Print("out")\nfmt.Fprint(os.Stderr, "err")\n42', "x := 1", 'widget.Render("shown")\nx + 1'),
  );
  expect(status).toBe(0);
  expect(lines.map(({ cell, status }) => [cell, status])).toEqual([[1, "ok"], [2, "ok"], [3, "ok"]]);
  expect(lines[0]).toMatchObject({ stdout: "out", stderr: "err", outputs: [{ "text/plain": "42" }] });
  expect(lines[0]!.ms).toBeGreaterThanOrEqual(0);
  expect(Object.keys(lines[1]!).sort()).toEqual(["cell", "ms", "status"]);
  expect(lines[2]!.outputs).toEqual([{ "text/plain": '"shown"' }, { "text/plain": "2" }]);
});

test("a widget is its export where there is no browser", async ({ dir }) => {
  const source = notebook(
    'live.Static(3, live.Options{Assets: jsassets.Inline("main.js", ""), Export: &live.Export{Info: "mermaid", Payload: "graph TD"}})',
  );
  const block = "```mermaid\ngraph TD\n```\n";
  expect((await runFile(dir, source)).stdout).toBe(block);
  const { lines } = await runJSON(dir, source);
  expect(lines[0]!.outputs).toMatchObject([{ "text/markdown": block, "text/plain": "live widget static" }]);
});

test("a failing cell stops the run: the rest is skipped, exit status 1", async ({ dir }) => {
  const source = notebook('fmt.Println("one")', "// two\nvar xs []int\n_ = xs[5]", 'fmt.Println("three")');
  const { status, lines } = await runJSON(dir, source);
  expect(status).toBe(1);
  expect(lines.map(({ cell, status }) => [cell, status])).toEqual([[1, "ok"], [2, "error"], [3, "skipped"]]);
  expect(lines[1]!.error).toMatchObject({ line: 3 });
  expect(lines[1]!.error!.message).toContain("index out of range [5]");
  expect(lines[1]!.error!.stack).toContain("cell2:3");

  const text = await runFile(dir, source);
  expect(text.status).toBe(1);
  expect(text.stdout).toContain("one\n");
  expect(text.stdout).not.toContain("three");
  expect(text.stderr + text.stdout).toContain("cell2:3");
});

test("--keep-going runs the rest and still exits with 1", async ({ dir }) => {
  const { status, lines } = await runJSON(dir, notebook("undefined1", 'fmt.Print("two")'), "--keep-going");
  expect(status).toBe(1);
  expect(lines.map(({ status }) => status)).toEqual(["error", "ok"]);
  expect(lines[0]!.error).toMatchObject({ line: 1 });
  expect(lines[1]!.stdout).toBe("two");
});

test("a widget prints its text form, errors and Stringers what they say", async ({ dir }) => {
  const { status, lines } = await runJSON(dir, notebook(counterLog, counter, 'errors.New("boom")', "90 * time.Second"));
  expect(status).toBe(0);
  expect(lines[1]!.outputs![0]!["text/plain"]).toMatch(/^live widget .*counter/);
  expect(lines[2]!.outputs).toEqual([{ "text/plain": "boom", "application/vnd.gokino.text": { tone: "error" } }]);
  expect(lines[3]!.outputs).toEqual([{ "text/plain": "1m30s" }]);
});

test("a notebook of another folder's module uses that module, internal packages too", async ({ dir }) => {
  mkdirSync(path.join(dir, "internal/greet"), { recursive: true });
  writeFileSync(path.join(dir, "go.mod"), "module example.com/mine\n\ngo 1.25\n");
  writeFileSync(path.join(dir, "internal/greet/greet.go"), 'package greet\n\nfunc Hello() string { return "hello from inside" }\n');
  const { status, lines } = await runJSON(dir, notebook('import "example.com/mine/internal/greet"\n\ngreet.Hello()'));
  expect(lines[0]!.error).toBeUndefined();
  expect(lines[0]!.outputs).toEqual([{ "text/plain": '"hello from inside"' }]);
  expect(status).toBe(0);
});

test("Markdown that is no notebook, and wrong words, are told apart", async ({ dir }) => {
  expect((await runFile(dir, "# Only text\n")).status).toBe(0);
  expect((await run(["run", path.join(dir, "missing.md")])).status).toBe(1);
  expect((await run(["run"])).status).toBe(2);
  expect((await run(["run", "--no-such-flag", "x.md"])).status).toBe(2);
});
