import assert from "node:assert/strict";
import { test } from "node:test";
import { keysOf, layoutOf, moved, toggled } from "./layout.ts";
import type { Column } from "./query.ts";

const columns: Column[] = ["a", "b", "c", "d"].map((key) => ({ key, label: key, kind: "text", width: 0, chars: 1, summary: "" }));

test("a query's keys are a layout, and the other way round", () => {
  assert.deepEqual(layoutOf(columns, []), [0, 1, 2, 3]);
  assert.deepEqual(layoutOf(columns, ["c", "gone", "a", "c"]), [2, 0]);
  assert.deepEqual(layoutOf(columns, ["gone"]), [0, 1, 2, 3]);
  assert.deepEqual(keysOf(columns, [2, 0]), ["c", "a"]);
  assert.deepEqual(keysOf(columns, [0, 1, 2, 3]), []);
});

test("a column is moved", () => {
  assert.deepEqual(moved([0, 1, 2, 3], 0, 2), [1, 2, 0, 3]);
  assert.deepEqual(moved([0, 1, 2, 3], 3, 0), [3, 0, 1, 2]);
  assert.deepEqual(moved([0, 1, 2, 3], 1, 99), [0, 2, 3, 1]);
  assert.deepEqual(moved([0, 1], 0, -1), [0, 1]);
});

test("a column is hidden and comes back to its place", () => {
  assert.deepEqual(toggled([0, 1, 2, 3], 1), [0, 2, 3]);
  assert.deepEqual(toggled([3, 0, 2], 1), [3, 0, 1, 2]);
  assert.deepEqual(toggled([2, 3], 0), [0, 2, 3]);
  assert.deepEqual(toggled([2], 2), [2]);
});
