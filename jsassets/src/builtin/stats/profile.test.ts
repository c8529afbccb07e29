import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { read, top, tree } from "./profile.ts";

// A tiny writer of protocol buffers.
function varint(n: number): number[] {
  return n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))];
}
const number = (field: number, n: number) => [...varint(field * 8), ...varint(n)];
const bytes = (field: number, b: number[]) => [...varint(field * 8 + 2), ...varint(b.length), ...b];
const string = (field: number, s: string) => bytes(field, [...new TextEncoder().encode(s)]);

const strings = ["", "main.run", "main.workꓸ12", "main.GKcell_4_49e8fecf.func1", "main.inlined"];

function profile(): Uint8Array {
  return Uint8Array.from([
    // sample: work ← run ← main, 2 samples of 20 ms; run itself, 300 ns
    ...bytes(2, [...bytes(1, [3, 2, 1]), ...bytes(2, [...varint(2), ...varint(20_000_000)])]),
    ...bytes(2, [...number(1, 2), ...number(1, 1), ...number(2, 1), ...number(2, 300)]),
    ...bytes(4, [...number(1, 1), ...bytes(4, number(1, 11))]),
    ...bytes(4, [...number(1, 2), ...bytes(4, number(1, 12))]),
    ...bytes(4, [...number(1, 3), ...bytes(4, [...number(1, 14), ...number(2, 7)]), ...bytes(4, number(1, 13))]),
    ...bytes(5, [...number(1, 11), ...number(2, 3)]),
    ...bytes(5, [...number(1, 12), ...number(2, 1)]),
    ...bytes(5, [...number(1, 13), ...number(2, 2)]),
    ...bytes(5, [...number(1, 14), ...number(2, 4)]),
    ...strings.flatMap((s) => string(6, s)),
    ...number(9, 1_700_000_000_000_000_000), // a time, in nanoseconds
  ]);
}

test("samples become a tree, inlined calls and all", async () => {
  const root = await read(new Uint8Array(gzipSync(profile())).buffer);
  assert.equal(root.total, 20_000_300);
  const main = root.calls.get("cell 4.func1")!;
  const run = main.calls.get("main.run")!;
  assert.deepEqual([main.total, run.total, run.own], [20_000_300, 20_000_300, 300]);
  const work = run.calls.get("main.work")!;
  assert.deepEqual([work.own, work.total], [0, 20_000_000]);
  assert.equal(work.calls.get("main.inlined")!.own, 20_000_000);
});

test("the functions with the most of their own come first", () => {
  assert.deepEqual(
    top(tree(profile()), 2).map(({ name, own }) => [name, own]),
    [
      ["main.inlined", 20_000_000],
      ["main.run", 300],
    ],
  );
});

test("bytes that are no profile are refused", () => {
  const whole = profile();
  for (let n = 1; n < whole.length; n++) {
    try {
      tree(whole.subarray(0, n)); // cut between two fields it is a smaller profile
    } catch (error) {
      assert.match(String(error), /cut off/);
    }
  }
  assert.throws(() => tree(Uint8Array.of(0x0f, 1)), /no profile/);
  assert.throws(() => tree(new Uint8Array(40).fill(0xff)), /too long/);
});
