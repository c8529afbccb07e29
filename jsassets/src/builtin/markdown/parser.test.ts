import assert from "node:assert/strict";
import { test } from "node:test";
import { inlineMath, parser } from "./parser.ts";

/// The names of the nodes in a text, with what formulas contain.
function nodes(source: string): string[] {
  const found: string[] = [];
  parser.parse(source).iterate({
    enter({ name, from, to }) {
      if (/Math|Heading|List$|Table$|Paragraph|FencedCode/.test(name)) {
        found.push(name.includes("Math") ? `${name} ${source.slice(from, to)}` : name);
      }
    },
  });
  return found;
}

for (const [text, length, display] of [
  ["$x$", 3, false],
  ["$x$ and $y$", 3, false],
  ["$a_1 + b$.", 9, false],
  ["$\\$5$", 5, false],
  ["$$x$$", 5, true],
  ["$$a\n+b$$ rest", 8, true],
] as const) {
  test(`${JSON.stringify(text)} begins with a formula`, () => {
    assert.deepEqual(inlineMath(text), { display, length });
  });
}

for (const text of ["$5 and $6", "$ x$", "$x $", "$x$5", "$", "$$", "$$$$", "$$$x$$$", "$x", "$a\n\nb$"]) {
  test(`${JSON.stringify(text)} is about money, or nothing`, () => {
    assert.equal(inlineMath(text), null);
  });
}

test("a formula on lines of its own is one block, whatever its lines begin with", () => {
  assert.deepEqual(nodes("$$\nx\n= y\n- z\n\n# w\n$$\n\nafter"), ["MathBlock $$\nx\n= y\n- z\n\n# w\n$$", "Paragraph"]);
  assert.deepEqual(nodes("before\n$$\nx\n$$\nafter"), ["Paragraph", "MathBlock $$\nx\n$$", "Paragraph"]);
  assert.deepEqual(nodes("$$x$$"), ["MathBlock $$x$$"]);
  assert.deepEqual(nodes("$$x"), ["MathBlock $$x"]);
  assert.deepEqual(nodes("$$x$$ is a formula"), ["Paragraph", "DisplayMath $$x$$"]);
});

test("code has no formulas", () => {
  assert.deepEqual(nodes("`$x$` and\n\n```\n$$x$$\n```"), ["Paragraph", "FencedCode"]);
});
