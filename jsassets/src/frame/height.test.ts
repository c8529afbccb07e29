import assert from "node:assert/strict";
import { test } from "node:test";
import { Height } from "./height.ts";

test("content that follows the window's height is not followed for ever", () => {
  const height = new Height();
  let window = 150;
  let asked = 0;
  for (let i = 0; i < 100; i++) {
    const next = height.next(window + 20, i > 0);
    if (next === null) break;
    window = next;
    asked++;
  }
  assert.ok(asked < 6, `asked ${asked} times`);
  assert.ok(height.chased);
});

test("content that changes by itself is followed, also after a chase", () => {
  const height = new Height();
  for (let i = 1; i < 20; i++) height.next(100 + i, true);
  assert.ok(height.chased);
  assert.equal(height.next(50.2, false), 51);
  assert.equal(height.next(51, false), null);
  for (let i = 0; i < 100; i++) assert.equal(height.next(200 + i, false), 200 + i);
});
