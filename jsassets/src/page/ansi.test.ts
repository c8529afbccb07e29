import assert from "node:assert/strict";
import { test } from "node:test";
import { plain, Terminal, type Style } from "./ansi.ts";

function written(...chunks: string[]): Terminal {
  const terminal = new Terminal();
  for (const chunk of chunks) terminal.write(chunk);
  return terminal;
}

const text = (terminal: Terminal) => terminal.lines.map((line) => line.map((span) => span.text).join("")).join("\n");

const cases: [name: string, chunks: string[], want: string][] = [
  ["lines", ["a\nb\n"], "a\nb\n"],
  ["a line in pieces", ["a", "b", "\nc"], "ab\nc"],
  ["return overwrites", ["10%\r20%"], "20%"],
  ["return overwrites only what is written", ["hello\rHE"], "HEllo"],
  ["return before newline", ["windows\r\nline"], "windows\nline"],
  ["return split from the rest", ["abc\r", "x"], "xbc"],
  ["backspace", ["abc\b\bX"], "aXc"],
  ["erase to the end", ["hello\r\x1b[Kx"], "x"],
  ["erase all", ["hello\x1b[2K\rx"], "x"],
  ["up a line", ["one\ntwo\x1b[1A\rONE"], "ONE\ntwo"],
  ["up beyond the top", ["one\x1b[9Ax"], "onex"],
  ["column", ["abcdef\x1b[3GX"], "abXdef"],
  ["a gap is spaces", ["a\x1b[3Cb"], "a   b"],
  ["title and link are taken away", ["\x1b]0;title\x07a\x1b]8;;http://x\x1b\\b"], "ab"],
  ["unknown sequences are taken away", ["a\x1b[?25lb\x1b(Bc"], "abBc"],
  ["a sequence in pieces", ["a\x1b", "[3", "1mb"], "ab"],
  ["control characters are taken away", ["a\x00\x07b"], "ab"],
  ["tabs stay", ["a\tb"], "a\tb"],
];

for (const [name, chunks, want] of cases) {
  test(name, () => assert.equal(text(written(...chunks)), want));
}

function styleOf(sequence: string): Partial<Style> {
  const style = written(`${sequence}x`).lines[0]![0]!.style;
  return Object.fromEntries(Object.entries(style).filter(([name, value]) => plain[name as keyof Style] !== value));
}

const styles: [string, Partial<Style>][] = [
  ["\x1b[31m", { color: 1 }],
  ["\x1b[1;4;92m", { bold: true, underline: true, color: 10 }],
  ["\x1b[44m\x1b[3m", { background: 4, italic: true }],
  ["\x1b[38;5;9m", { color: 9 }],
  ["\x1b[38;5;196m", { color: "#ff0000" }],
  ["\x1b[48;5;244m", { background: "#808080" }],
  ["\x1b[38;2;1;2;300m", { color: "#0102ff" }],
  ["\x1b[7;9m", { inverse: true, strike: true }],
  ["\x1b[1;31m\x1b[22;39m", {}],
  ["\x1b[1m\x1b[m", {}],
];

for (const [sequence, want] of styles) {
  test(`style ${JSON.stringify(sequence)}`, () => assert.deepEqual(styleOf(sequence), want));
}

test("text that lost its style shares the plain one", () => {
  assert.equal(written("\x1b[1mx\x1b[0my").lines[0]![1]!.style, plain);
});

test("write tells from which line on things changed", () => {
  const terminal = written("a\nb\nc");
  assert.equal(terminal.write("d"), 2);
  assert.equal(terminal.write("\ne"), 2);
  assert.equal(terminal.write("\x1b[2Ax"), 1);
});
