import assert from "node:assert/strict";
import { test } from "node:test";
import type { Window } from "./query.ts";
import { block, kept, Rows } from "./rows.ts";

interface Asked {
  offset: number;
  answer(total: number, known?: number): Promise<void>;
  fail(message: string): Promise<void>;
}

function window(offset: number, limit: number, total: number, known = total): Window {
  const n = Math.max(0, Math.min(limit, known - offset));
  const ids = Array.from({ length: n }, (_, i) => offset + i);
  return { offset, ids, cells: ids.map((id) => [`row ${id}`]), total, known, problem: "" };
}

function fresh() {
  const asked: Asked[] = [];
  const log: string[] = [];
  const rows = new Rows(
    (offset, limit) =>
      new Promise((resolve, reject) => {
        const settle = async (f: () => void) => {
          f();
          await new Promise((done) => setTimeout(done));
        };
        asked.push({
          offset,
          answer: (total, known) => settle(() => resolve(window(offset, limit, total, known))),
          fail: (message) => settle(() => reject(new Error(message))),
        });
      }),
    () => log.push("changed"),
    (message) => log.push(message),
  );
  return { rows, asked, log };
}

test("what is looked at is asked for once", async () => {
  const { rows, asked, log } = fresh();
  rows.reset(window(0, 20, 1_000_000));
  assert.equal(rows.length, 1_000_000);
  assert.equal(rows.row(3)?.cells[0], "row 3");
  rows.want(0, 20); // the block is not whole
  rows.want(0, 20);
  assert.deepEqual(asked.map(({ offset }) => offset), [0]);
  await asked[0]!.answer(1_000_000);
  assert.equal(rows.row(99)?.id, 99);
  rows.want(0, 100);
  assert.equal(asked.length, 1);
  assert.deepEqual(log, ["changed"]);
});

test("of a wild ride only the last place is asked for, two questions at a time", async () => {
  const { rows, asked } = fresh();
  rows.reset(window(0, block, 1_000_000));
  for (let at = 1; at <= 50; at++) rows.want(at * 10_000, at * 10_000 + 20);
  assert.deepEqual(asked.map(({ offset }) => offset), [10_000, 20_000]);
  await asked[0]!.answer(1_000_000);
  assert.deepEqual(asked.map(({ offset }) => offset), [10_000, 20_000, 500_000]);
});

test("the page keeps a bounded number of rows", async () => {
  const { rows, asked } = fresh();
  rows.reset(window(0, block, 1_000_000));
  for (let at = 1; at < 3 * kept; at++) {
    rows.want(at * block, at * block + 1);
    await asked[at - 1]!.answer(1_000_000);
  }
  const present = Array.from({ length: 3 * kept }, (_, at) => rows.row(at * block)).filter(Boolean);
  assert.equal(present.length, kept);
  assert.ok(rows.row((3 * kept - 1) * block));
});

test("an answer to a former query is dropped", async () => {
  const { rows, asked, log } = fresh();
  rows.reset(window(0, 0, 1000));
  rows.want(0, 10);
  rows.reset(window(0, 0, 5));
  await asked[0]!.answer(1000);
  assert.equal(rows.row(0), undefined);
  rows.want(0, 10);
  await asked[1]!.answer(5);
  assert.equal(rows.length, 5);
  assert.deepEqual(log, ["changed"]);
});

test("rows without a known end: there is always a bit more, until there is not", async () => {
  const { rows, asked } = fresh();
  rows.reset(window(0, 20, -1, 20));
  assert.equal(rows.length, 20 + block);
  rows.want(0, 120);
  await asked[0]!.answer(-1, 100);
  await asked[1]!.answer(-1, 130); // all that the table takes
  assert.equal(rows.length, 130);
  assert.equal(rows.cut, true);
});

test("the numbers of a range are had, whether its rows are here or not", async () => {
  const { rows, asked } = fresh();
  rows.reset(window(0, block, 1000));
  const range = rows.ids(98, 2000);
  await asked[0]!.answer(1000);
  await asked[1]!.answer(1000);
  assert.deepEqual(asked.map(({ offset }) => offset), [100, 600]);
  assert.deepEqual(await range, Array.from({ length: 902 }, (_, i) => 98 + i));
  assert.equal(rows.row(100), undefined);
});

test("a failure is told and can be tried again", async () => {
  const { rows, asked, log } = fresh();
  rows.reset(window(0, 0, 1000));
  rows.want(0, 10);
  await asked[0]!.fail("no such column");
  assert.deepEqual(log, ["no such column"]);
  rows.want(0, 10);
  assert.equal(asked.length, 2);
});

test("while questions are under way, queries that are replaced are never asked", async () => {
  const { rows, asked } = fresh();
  rows.reset(window(0, 0, 1000));
  rows.want(0, 200);
  for (let i = 0; i < 5; i++) {
    rows.reset(window(0, 0, 1000));
    rows.want(0, 10 + i);
  }
  assert.equal(asked.length, 2);
  await asked[0]!.answer(1000);
  assert.equal(asked.length, 3);
  await asked[2]!.answer(7);
  assert.equal(rows.length, 7);
});

test("rows that changed where they are stay until others come", async () => {
  const { rows, asked } = fresh();
  rows.reset(window(0, block, 1000));
  rows.refresh();
  assert.equal(rows.row(3)?.id, 3);
  assert.equal(rows.length, 1000);
  rows.want(0, 10);
  await asked[0]!.answer(2);
  assert.equal(rows.length, 2);
  assert.equal(rows.row(3), undefined);
});
