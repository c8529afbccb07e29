import assert from "node:assert/strict";
import { test } from "node:test";
import { tabbed } from "./clipboard.ts";

test("cells are as spreadsheets read them", () => {
  assert.equal(tabbed([["a", "1"], ["", "é"]]), "a\t1\n\té");
  assert.equal(tabbed([["two\nlines", "a\tb", 'say "x"', '"x"']]), '"two\nlines"\t"a\tb"\tsay "x"\t"""x"""');
});
