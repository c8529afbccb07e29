import assert from "node:assert/strict";
import { test } from "node:test";
import { plain } from "./plain.ts";

test("a payload is what JSON would make of it", () => {
  const values: unknown[] = [
    null, true, 0, -1.5, "é", [], {}, [undefined, () => 1, Symbol("s")], { gone: undefined, call: () => 1, kept: null },
    new Date(0), new URL("https://go.dev/x"), { nested: [{ when: new Date(0) }] }, new Map([[1, 2]]), new (class { a = 1; b() {} })(),
    [1, , 3], JSON.parse('{"__proto__": 1}'), { toJSON: () => ({ a: 5 }) },
  ];
  for (const value of values) assert.deepEqual(plain(value), JSON.parse(JSON.stringify(value)));
  for (const value of [undefined, () => 1, Symbol("s")]) assert.equal(plain(value), null);
  assert.equal(plain(5n), 5);
});

test("a proxy, which no port takes, becomes what it stands for", () => {
  const proxy = new Proxy({ list: new Proxy([1, 2], {}) }, {});
  assert.throws(() => structuredClone(proxy));
  assert.deepEqual(structuredClone(plain(proxy)), { list: [1, 2] });
});

test("buffers are not copied", () => {
  const buffer = new ArrayBuffer(3);
  const view = new Float32Array(2);
  const [info, same] = plain([{ n: 1 }, buffer]) as [unknown, ArrayBuffer];
  assert.deepEqual(info, { n: 1 });
  assert.equal(same, buffer);
  assert.equal((plain({ view }) as { view: unknown }).view, view);
});

test("a circular value is an error", () => {
  const circle: unknown[] = [];
  circle.push({ circle });
  assert.throws(() => plain(circle), RangeError);
});
