import assert from "node:assert/strict";
import { test } from "node:test";
import { everything, narrow, pressed, same } from "./query.ts";

test("a heading goes from ascending to descending to none", () => {
  const up = pressed([], "a", false);
  const down = pressed(up, "a", false);
  assert.deepEqual(up, [{ column: "a", desc: false }]);
  assert.deepEqual(down, [{ column: "a", desc: true }]);
  assert.deepEqual(pressed(down, "a", false), []);
  assert.deepEqual(pressed(down, "b", false), [{ column: "b", desc: false }]);
});

test("with more, other columns keep their place", () => {
  const both = pressed([{ column: "a", desc: true }], "b", true);
  assert.deepEqual(both, [{ column: "a", desc: true }, { column: "b", desc: false }]);
  assert.deepEqual(pressed(both, "a", true), [{ column: "b", desc: false }]);
  assert.deepEqual(pressed(both, "b", true), [{ column: "a", desc: true }, { column: "b", desc: true }]);
});

test("queries are the same whatever is empty in them", () => {
  assert.ok(same({ sort: [], search: " x", filter: { a: " " }, columns: [] }, { sort: [], search: "x", filter: {}, columns: ["a"] }));
  assert.ok(!same(everything, { ...everything, search: "x" }));
  assert.ok(!narrow({ sort: [{ column: "a", desc: true }], search: " ", filter: { a: "" }, columns: [] }));
  assert.ok(narrow({ sort: [], search: "", filter: { a: "1" }, columns: [] }));
});
