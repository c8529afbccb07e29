import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeSet, EditorState, type TransactionSpec } from "@codemirror/state";
import type { Diagnostic } from "../notebook.ts";
import { Collab } from "../collab.ts";
import * as read from "../reading.ts";
import { apply } from "../store.ts";
import { diagnosed, diagnosticsAt, quiet, setDiagnostics, spanOf, telling, toDiagnostic } from "./diagnostics.ts";
import { after, afterAll, through } from "./positions.ts";

function found(from: number, to: number, message = "m"): Diagnostic {
  return { from, to, severity: "error", message, code: "", url: "" };
}

function spans(items: readonly Diagnostic[] | null): [number, number][] | null {
  return items && items.map(({ from, to }) => [from, to]);
}

const moves: [name: string, change: { from: number; to?: number; insert?: string }, want: [number, number][]][] = [
  ["typing before moves it", { from: 0, insert: "ab" }, [[6, 9]]],
  ["typing behind leaves it", { from: 8, insert: "ab" }, [[4, 7]]],
  ["typing within widens it", { from: 5, insert: "ab" }, [[4, 9]]],
  ["typing at its start moves it", { from: 4, insert: "ab" }, [[6, 9]]],
  ["typing at its end leaves it", { from: 7, insert: "ab" }, [[4, 7]]],
  ["deleting a part narrows it", { from: 2, to: 5 }, [[2, 4]]],
  ["deleting it takes it away", { from: 4, to: 7 }, []],
  ["deleting all around takes it away", { from: 0, to: 10 }, []],
];

for (const [name, change, want] of moves) {
  test(`a finding follows its text: ${name}`, () => {
    assert.deepEqual(spans(after([found(4, 7)], ChangeSet.of(change, 10))), want);
  });
}

test("a finding without extent stays while its place does", () => {
  assert.deepEqual(spans(after([found(5, 5)], ChangeSet.of({ from: 0, insert: "ab" }, 10))), [[7, 7]]);
  assert.deepEqual(spans(after([found(5, 5)], ChangeSet.of({ from: 3, to: 8 }, 10))), [[3, 3]]);
});

test("places beyond the text are its end", () => {
  assert.deepEqual(through({ from: 8, to: 99 }, ChangeSet.of({ from: 0, insert: "ab" }, 10)), { from: 10, to: 12 });
});

test("findings about an earlier version go through the updates since, if those are known", () => {
  const recent = [ChangeSet.of({ from: 0, insert: "aa" }, 10), ChangeSet.of({ from: 0, insert: "b" }, 12)];
  assert.deepEqual(spans(afterAll([found(4, 7)], recent, 0)), [[4, 7]]);
  assert.deepEqual(spans(afterAll([found(4, 7)], recent, 1)), [[5, 8]]);
  assert.deepEqual(spans(afterAll([found(4, 7)], recent, 2)), [[7, 10]]);
  assert.equal(afterAll([found(4, 7)], recent, 3), null);
  assert.equal(afterAll([found(4, 7)], recent, -1), null);
});

const wire = { cells: [{ id: 1, kind: "code", source: "x := nope", version: 3, diagnostics: { version: 3, items: [found(5, 9)] } }] };

test("a notebook's findings move with its edits", () => {
  let notebook = read.notebook(wire);
  assert.deepEqual(spans(notebook.cells[0]!.diagnostics), [[5, 9]]);
  const insert = (version: number, text: string) => {
    const changes = ChangeSet.of({ from: 0, insert: text }, notebook.cells[0]!.source.length).toJSON() as unknown;
    notebook = apply(notebook, "edit", { id: 1, version, updates: [{ clientID: "a", changes }] });
  };
  insert(4, "// hi\n");
  assert.deepEqual(spans(notebook.cells[0]!.diagnostics), [[11, 15]]);
  insert(5, "\n");
  notebook = apply(notebook, "diagnostics", { id: 1, version: 4, items: [found(6, 7)] });
  assert.deepEqual(spans(notebook.cells[0]!.diagnostics), [[7, 8]]);
  const same = apply(notebook, "diagnostics", { id: 1, version: 9, items: [] });
  assert.equal(same.cells[0], notebook.cells[0]); // of a version that is not here yet
  assert.deepEqual(apply(notebook, "diagnostics", { id: 1, version: 5, items: [] }).cells[0]!.diagnostics, []);
});

test("a snapshot's findings about another version are left out", () => {
  const late = { cells: [{ ...wire.cells[0], version: 4 }] };
  assert.deepEqual(read.notebook(late).cells[0]!.diagnostics, []);
});

test("what the server has not confirmed is known as one change", () => {
  const collab = new Collab("a", () => ({ state: "pending" }));
  let state = EditorState.create({ doc: "nope", extensions: collab.extension(0) });
  collab.attach({
    get state() {
      return state;
    },
    dispatch: () => undefined,
  });
  assert.equal(collab.pending, null);
  state = state.update({ changes: { from: 0, insert: "x" } }).state;
  state = state.update({ changes: { from: 1, insert: " := " } }).state;
  assert.deepEqual(spans(after([found(0, 4)], collab.pending!)), [[5, 9]]);
});

function editor(doc: string, ...items: Diagnostic[]) {
  const state = EditorState.create({ doc, extensions: diagnosed() });
  return state.update({ effects: setDiagnostics.of(items) }).state;
}

test("an editor's findings follow what is typed and are inside the text", () => {
  let state = editor("x := nope", found(5, 99, "a"), { ...found(5, 9, "b"), severity: "warning" });
  state = state.update({ changes: { from: 0, insert: "\n\n" } }).state;
  assert.deepEqual(diagnosticsAt(state, 8).map(({ message, from, to }) => [message, from, to]), [["a", 7, 11], ["b", 7, 11]]);
  assert.deepEqual(diagnosticsAt(state, 3), []);
  state = state.update({ changes: { from: 7, to: 11 } }).state;
  assert.deepEqual(diagnosticsAt(state, 7), []);
});

test("a finding without extent marks a character", () => {
  const { doc } = editor("ab\n\ncd");
  assert.deepEqual(spanOf(found(0, 0), doc), { from: 0, to: 1 });
  assert.deepEqual(spanOf(found(2, 2), doc), { from: 1, to: 2 });
  assert.deepEqual(spanOf(found(3, 3), doc), { from: 3, to: 3 });
});

test("the key goes from finding to finding and round", () => {
  let state = editor("aaa bbb ccc", found(8, 11), found(4, 7));
  const step = (by: 1 | -1) => {
    toDiagnostic(by)({ state, dispatch: (spec: never) => (state = state.update(spec).state) } as never);
    return state.selection.main.head;
  };
  assert.deepEqual([step(1), step(1), step(1), step(-1), step(-1)], [4, 8, 4, 8, 4]);
});

test("a finding is said where the cursor is put, not where one types", () => {
  let state = editor("x := nope", found(5, 9));
  const step = (spec: TransactionSpec) => (state = state.update(spec).state);
  step({ selection: { anchor: 6 } });
  assert.equal(telling(state), true);
  step({ changes: { from: 6, insert: "o" }, selection: { anchor: 7 } });
  assert.equal(telling(state), false);
  step({ effects: setDiagnostics.of([found(5, 10)]) });
  assert.equal(telling(state), false); // it came while one typed there
  step({ selection: { anchor: 8 } });
  step({ effects: setDiagnostics.of([]) });
  assert.equal(telling(state), false);
  step({ effects: setDiagnostics.of([found(5, 10)]), selection: { anchor: 6 } });
  const view = { state, dispatch: step } as never;
  assert.equal(quiet(view), true);
  assert.equal(telling(state), false);
  assert.equal(quiet({ state, dispatch: step } as never), false);
});
