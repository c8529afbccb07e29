import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeSet } from "@codemirror/state";
import type { Cell, Notebook } from "./notebook.ts";
import { staying } from "./order.ts";
import * as read from "./reading.ts";
import { adopt } from "./snapshot.ts";
import { textLimit } from "./chunks.ts";
import { apply, OutOfStep } from "./store.ts";

const start = (): Notebook =>
  read.notebook({
    name: "demo",
    cells: [
      { id: 1, kind: "code", source: "a", state: "ok", ms: 3 },
      { id: 1000000, kind: "text", source: "# T", html: "<h1>T</h1>" },
      { id: 2, kind: "code", source: "b\nc", version: 4 },
    ],
  });

const ids = (notebook: Notebook) => notebook.cells.map((cell) => cell.id);
const cell = (notebook: Notebook, id: number): Cell => notebook.cells.find((candidate) => candidate.id === id)!;
const after = (...events: [string, unknown][]) => events.reduce((nb, [event, payload]) => apply(nb, event, payload), start());
const change = (length: number, from: number, to: number, insert: string) =>
  ChangeSet.of({ from, to, insert }, length).toJSON() as unknown;

test("a snapshot with odd members still is a notebook", () => {
  assert.deepEqual(read.notebook(null), {
    path: "", name: "", readonly: "", cells: [], undo: 0, saved: { at: 0, error: "", note: "" }, reactive: false, graph: [], sourceLimit: 0,
    runtime: { state: "none", message: "", step: "", done: 0, total: 0, link: "", busy: 0, memory: { used: 0, limit: 0 } },
  });
  assert.equal(read.cell({ id: "x", state: "odd", outputs: 3 }).state, "idle");
});

test("insert, delete and move", () => {
  const nb = after(["insert", { index: 1, cell: { id: 3, kind: "code" }, undo: 0 }], ["delete", { id: 1, undo: 1 }], ["move", { id: 2, index: 0 }]);
  assert.deepEqual(ids(nb), [2, 3, 1000000]);
  assert.equal(nb.undo, 1);
});

test("inserting a cell that is there moves it", () => {
  assert.deepEqual(ids(after(["insert", { index: 0, cell: { id: 2, kind: "code" } }])), [2, 1, 1000000]);
});

test("an edit changes source, version and what comes with it", () => {
  const updates = [{ clientID: "x", changes: change(3, 0, 1, "B") }, { clientID: "x", changes: change(3, 3, 3, "\nd") }];
  const nb = after(["edit", { id: 2, version: 6, updates, stale: true }]);
  assert.equal(cell(nb, 2).source, "B\nc\nd");
  assert.equal(cell(nb, 2).version, 6);
  assert.equal(cell(nb, 2).stale, true);
  const html = after(["edit", { id: 1000000, version: 1, updates: [{ clientID: "x", changes: change(3, 3, 3, "!") }], html: "<h1>T!</h1>" }]);
  assert.equal(cell(html, 1000000).html, "<h1>T!</h1>");
});

test("an edit that does not fit is out of step", () => {
  const updates = [{ clientID: "x", changes: change(99, 0, 0, "B") }];
  assert.throws(() => after(["edit", { id: 2, version: 5, updates }]), OutOfStep);
  assert.throws(() => after(["edit", { id: 2, version: 9, updates: [{ clientID: "x", changes: change(3, 0, 0, "B") }] }]), OutOfStep);
  assert.throws(() => after(["edit", { id: 2, version: 5, updates: [{ clientID: "x", changes: "junk" }] }]), OutOfStep);
});

test("a cell event replaces all of the progress and nothing else", () => {
  const nb = after(["output", { id: 1, output: { kind: "stdout", text: "x" } }], ["cell", { id: 1, state: "error", error: { message: "no", line: 2 }, notes: ["n"] }]);
  const { state, ms, error, notes, source, outputs } = cell(nb, 1);
  assert.deepEqual({ state, ms, error, notes, source }, { state: "error", ms: 0, error: { message: "no", line: 2, col: 0, stack: "", stop: "" }, notes: ["n"], source: "a" });
  assert.equal(outputs.length, 1);
});

test("text of one kind joins, other outputs stand alone, clear empties", () => {
  const out = (kind: string, text: string): [string, unknown] => ["output", { id: 1, output: { kind, text } }];
  const nb = after(out("stdout", "a"), out("stdout", "b"), out("stderr", "c"), out("stdout", "d"), ["output", { id: 1, output: { kind: "value", data: { "text/plain": "1" } } }], out("note", "n"), out("note", "m"));
  assert.deepEqual(cell(nb, 1).outputs, [
    { kind: "stdout", text: "ab", cut: 0 },
    { kind: "stderr", text: "c", cut: 0 },
    { kind: "stdout", text: "d", cut: 0 },
    { kind: "value", data: { "text/plain": "1" } },
    { kind: "note", text: "n" },
    { kind: "note", text: "m" },
  ]);
  assert.deepEqual(cell(apply(nb, "clear", { id: 1 }), 1).outputs, []);
});

test("long text loses its front at a line and says how much", () => {
  const line = "0123456789abcde\n";
  const chunk = (text: string): [string, unknown] => ["output", { id: 1, output: { kind: "stdout", text } }];
  const [output] = cell(after(chunk(line.repeat(textLimit / 16)), chunk(line)), 1).outputs;
  assert.ok(output?.kind === "stdout");
  assert.ok(output.text.length <= textLimit && output.text.startsWith("0123"));
  assert.equal(output.text.length + output.cut!, textLimit + 16);
});

test("what the server cut adds up", () => {
  const nb = after(
    ["output", { id: 1, output: { kind: "stdout", text: "abc" } }],
    ["output", { id: 1, output: { kind: "stdout", text: "xyz", cut: 100 } }],
  );
  assert.deepEqual(cell(nb, 1).outputs, [{ kind: "stdout", text: "abcxyz", cut: 100 }]);
});

test("the oldest outputs go when the server says so", () => {
  const out = (text: string, dropped: number): [string, unknown] => ["output", { id: 1, output: { kind: "note", text }, dropped }];
  const nb = after(out("a", 0), out("b", 0), out("c", 1), out("d", 3));
  assert.deepEqual(cell(nb, 1).outputs, [{ kind: "note", text: "d" }]);
  assert.equal(cell(nb, 1).dropped, 3);
  assert.equal(cell(apply(nb, "clear", { id: 1 }), 1).dropped, 0);
});

test("runtime and saved are replaced; unknown events and cells change nothing", () => {
  const nb = after(["runtime", { state: "building", step: "net/http", done: 1, total: 2 }], ["saved", { at: 5, error: "" }]);
  assert.equal(nb.runtime.step, "net/http");
  assert.equal(nb.saved.at, 5);
  const same = start();
  assert.equal(apply(same, "novelty", {}), same);
  assert.equal(apply(same, "cell", { id: 77, state: "ok" }), same);
  assert.equal(apply(same, "clear", null), same);
});

test("cells that an event does not concern keep their identity", () => {
  const nb = start();
  const next = apply(nb, "clear", { id: 1 });
  assert.equal(next.cells[2], nb.cells[2]);
  assert.notEqual(next.cells[0], nb.cells[0]);
});

test("a new snapshot keeps equal outputs as they are", () => {
  const data = () => ({ "text/plain": "w", "application/vnd.gokino.view": { ref: "r", hash: "h", entry: "m.js" }, "image/png": new Uint8Array([1]) });
  const old = after(["output", { id: 1, output: { kind: "value", data: data() } }], ["output", { id: 2, output: { kind: "value", data: data() } }]);
  const fresh = after(["output", { id: 1, output: { kind: "value", data: data() } }], ["output", { id: 2, output: { kind: "value", data: { "text/plain": "v" } } }]);
  const adopted = adopt(old, fresh);
  assert.equal(cell(adopted, 1).outputs, cell(old, 1).outputs);
  assert.notEqual(cell(adopted, 2).outputs[0], cell(old, 2).outputs[0]);
});

test("as few as possible move", () => {
  const moving = (from: string, to: string) => [...to].filter((item) => !staying([...from], [...to]).has(item)).join("");
  assert.equal(moving("abcd", "abcd"), "");
  assert.equal(moving("abcd", "bcda"), "a");
  assert.equal(moving("abcd", "dabc"), "d");
  assert.equal(moving("abcd", "abxcd"), "x");
  assert.equal(moving("abcd", "ad"), "");
  assert.equal(moving("", "ab"), "ab");
});
