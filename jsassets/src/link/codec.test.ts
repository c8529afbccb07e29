import assert from "node:assert/strict";
import { test } from "node:test";
import { decode as reference, encode as referenceEncode } from "@msgpack/msgpack";
import { decode, decodeAll, DecodeError } from "./decode.ts";
import { encode } from "./encode.ts";
import { numbered, parse } from "./messages.ts";

const values: unknown[] = [
  null, true, false, 0, 1, 127, 128, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER,
  -1, -32, -33, -128, -129, -32768, -32769, -(2 ** 31), -(2 ** 31) - 1, Number.MIN_SAFE_INTEGER,
  1.5, -0.25, 1e300, "", "é", "日本語 🎞", "x".repeat(31), "x".repeat(32), "x".repeat(255), "x".repeat(256), "x".repeat(70_000),
  [], [1, [2, [3]]], Array.from({ length: 15 }, (_, i) => i), Array.from({ length: 16 }, (_, i) => i),
  Array.from({ length: 70_000 }, () => 1), {}, { a: 1, b: { c: ["d", null] } },
  Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`k${i}`, i])),
  new Uint8Array(0), new Uint8Array([1, 2, 3]), new Uint8Array(255).fill(7), new Uint8Array(256), new Uint8Array(70_000).fill(9),
];

test("values survive the way there and back", () => {
  for (const value of values) assert.deepEqual(decode(encode(value)), value);
});

test("another implementation reads and writes the same values", () => {
  for (const value of values) {
    assert.deepEqual(reference(encode(value)), value);
    assert.deepEqual(decode(referenceEncode(value)), value);
  }
});

test("encoding means what JSON would make of a value", () => {
  const date = new Date(0);
  const odd = { gone: undefined, call: () => 1, when: date, nan: NaN, list: [undefined, 1], big: 5n };
  assert.deepEqual(decode(encode(odd)), { when: date.toJSON(), nan: null, list: [null, 1], big: 5 });
  assert.deepEqual(decode(encode(-0)), -0);
});

test("every kind of buffer travels as binary", () => {
  const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
  assert.deepEqual(decode(encode(buffer)), new Uint8Array([1, 2, 3, 4]));
  assert.deepEqual(decode(encode(new Uint16Array(buffer, 2, 1))), new Uint8Array([3, 4]));
  assert.deepEqual(decode(encode(new DataView(buffer, 1, 2))), new Uint8Array([2, 3]));
});

test("a circular value is an error", () => {
  const circle: unknown[] = [];
  circle.push(circle);
  assert.throws(() => encode(circle), RangeError);
});

test("several values may lie end to end", () => {
  assert.deepEqual(decodeAll(new Uint8Array([1, 0xc0, 0x91, 2])), [1, null, [2]]);
});

test("integers beyond what JavaScript holds become the nearest number", () => {
  assert.equal(decode(new Uint8Array([0xcf, 255, 255, 255, 255, 255, 255, 255, 255])), 2 ** 64);
  assert.equal(decode(new Uint8Array([0xd3, 128, 0, 0, 0, 0, 0, 0, 0])), -(2 ** 63));
});

test("timestamps read as text, other extensions as bytes", () => {
  assert.equal(decode(referenceEncode(new Date("2026-01-02T03:04:05.678Z"))), "2026-01-02T03:04:05.678Z");
  assert.deepEqual(decode(new Uint8Array([0xd4, 5, 9])), new Uint8Array([9]));
});

test("a key cannot reach a prototype", () => {
  const value = decode(new Uint8Array([0x81, 0xa9, ...new TextEncoder().encode("__proto__"), 0x81, 0xa1, 0x78, 1]));
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.deepEqual(Object.keys(value as object), ["__proto__"]);
});

test("broken bytes are a DecodeError", () => {
  const broken: number[][] = [
    [0xc1],
    [0xc4], [0xc4, 2, 1], [0xc6, 255, 255, 255, 255],
    [0xa2, 65], [0xdb, 255, 255, 255, 255],
    [0x92, 1], [0xdd, 255, 255, 255, 255, 1], [0xdf, 255, 255, 255, 255, 1],
    [0xcb, 1], [0xc7], [0xd8, 1],
  ];
  for (const bytes of broken) assert.throws(() => decodeAll(new Uint8Array(bytes)), DecodeError, String(bytes));
  assert.throws(() => decodeAll(new Uint8Array(100_000).fill(0x91)), DecodeError);
});

test("any bytes end in values or a DecodeError, soon", () => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 5000; round++) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256));
    try {
      parse(bytes);
    } catch (error) {
      assert.ok(error instanceof DecodeError, String(error));
    }
  }
});

test("a message's numbers and payload are in place", () => {
  const payload = encode({ by: 1 });
  assert.deepEqual(decode(numbered(7, { type: "event", ref: "r", view: "v", event: "bump", payload, call: 5 })), [
    2, 7, "r", "v", "bump", { by: 1 }, 5,
  ]);
  assert.deepEqual(decode(numbered(1, { type: "connect", ref: "r", view: "v", url: "/a" })), [1, 1, "r", "v", "/a"]);
  assert.deepEqual(decode(numbered(2, { type: "disconnect", ref: "r", view: "v" })), [3, 2, "r", "v"]);
});

test("of a pair with binary, a widget gets an ArrayBuffer", () => {
  const [message] = parse(encode([2, "r", "picture", [{ w: 1 }, new Uint8Array([1, 2])]]));
  assert.ok(message?.type === "event");
  const [info, bytes] = message.payload as [unknown, unknown];
  assert.deepEqual(info, { w: 1 });
  assert.ok(bytes instanceof ArrayBuffer);
  assert.deepEqual(new Uint8Array(bytes), new Uint8Array([1, 2]));
});

test("a message with a missing or odd field is refused", () => {
  for (const message of [5, [], [9], [0, 1, "c"], [1, "r", "v"], [1, "r", "v", 1], [8, "r"], [3, "r", 1], [5, "x"], [0, 1, "c", "s", 1, 0]]) {
    assert.throws(() => parse(encode(message)), DecodeError, JSON.stringify(message));
  }
});
