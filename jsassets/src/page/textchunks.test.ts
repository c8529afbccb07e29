import assert from "node:assert/strict";
import { test } from "node:test";
import { joined, joins } from "./textchunks.ts";

const look = "application/vnd.gokino.text";
const chunk = (text: string, more: object = {}) => ({ "text/plain": text, [look]: { chunk: true, ...more } });

test("chunks of one kind join", () => {
  assert.ok(joins(chunk("a"), chunk("b")));
  assert.ok(joins(chunk("a", { terminal: true, cut: 5 }), chunk("b", { terminal: true })));
  assert.deepEqual(joined(chunk("a"), chunk("b")), { "text/plain": "ab", [look]: { chunk: true, cut: 0 } });
  const markdown = { ...chunk("*a"), "text/markdown": "*a" };
  assert.equal(joined(markdown, { ...chunk("b*"), "text/markdown": "b*" })["text/markdown"], "*ab*");
});

test("others do not", () => {
  assert.ok(!joins(chunk("a"), { "text/plain": "b", [look]: {} }));
  assert.ok(!joins(chunk("a"), chunk("b", { terminal: true })));
  assert.ok(!joins(chunk("a", { color: "red" }), chunk("b")));
  assert.ok(!joins(chunk("a"), { ...chunk("b"), "text/markdown": "b" }));
});

test("the beginning of a long text goes, and is counted", () => {
  const long = joined(chunk("x".repeat(500_000), { cut: 7 }), chunk("y".repeat(50_000)));
  const shown = long["text/plain"] as string;
  assert.equal(shown.length, 256 << 10);
  assert.equal((long[look] as { cut: number }).cut, 7 + 550_000 - shown.length);
});
