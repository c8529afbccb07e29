import assert from "node:assert/strict";
import { test } from "node:test";
import { leads } from "./keys.ts";

test("keys lead to a place that there is", () => {
  const last = { row: 99, column: 4, page: 10 };
  const to = (key: string, far: boolean, row: number, column: number, bounds = last) => {
    const place = leads({ key, far }, { row, column }, bounds);
    return place && [place.row, place.column];
  };
  assert.deepEqual(to("ArrowUp", false, 0, 2), [-1, 2]);
  assert.deepEqual(to("ArrowUp", true, 50, 2), [-1, 2]);
  assert.deepEqual(to("ArrowDown", false, 99, 2), [99, 2]);
  assert.deepEqual(to("ArrowLeft", false, 3, 0), [3, 0]);
  assert.deepEqual(to("ArrowRight", true, 3, 0), [3, 4]);
  assert.deepEqual(to("PageDown", false, 95, 1), [99, 1]);
  assert.deepEqual(to("PageUp", false, 5, 1), [0, 1]);
  assert.deepEqual(to("End", true, 5, 1), [99, 4]);
  assert.deepEqual(to("Home", false, 5, 1), [5, 0]);
  assert.deepEqual(to("ArrowDown", false, -1, 0, { row: -1, column: 0, page: 1 }), [-1, 0]);
  assert.equal(to("x", false, 5, 1), null);
});
