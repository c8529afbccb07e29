import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed } from "./feed.ts";

const rows = (...xs: number[]) => xs.map((x) => ({ x }));

test("rows are taken in once, and given up beyond the window", () => {
  const feed = new Feed(3);
  feed.append(rows(1, 2));
  assert.deepEqual(feed.take(), { insert: rows(1, 2), remove: [] });
  feed.append(rows(3, 4));
  assert.deepEqual(feed.take(), { insert: rows(3, 4), remove: rows(1) });
  assert.deepEqual(feed.take(), { insert: [], remove: [] });
  assert.deepEqual(feed.all(), rows(2, 3, 4));
});

test("what comes and goes between two looks is not seen", () => {
  const feed = new Feed(2);
  feed.append(rows(1));
  feed.take();
  feed.append(rows(2, 3, 4, 5));
  assert.deepEqual(feed.take(), { insert: rows(4, 5), remove: rows(1) });
});

test("other rows replace those that are shown", () => {
  const feed = new Feed(9);
  feed.append(rows(1, 2));
  feed.take();
  feed.append(rows(3));
  feed.set(rows(7));
  assert.deepEqual(feed.take(), { insert: rows(7), remove: rows(1, 2) });
  feed.set([]);
  assert.deepEqual(feed.take(), { insert: [], remove: rows(7) });
});
