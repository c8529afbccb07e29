/// GitHub's Markdown with formulas, as a syntax tree.

import { GFM, parser as plain, type BlockContext, type Line, type MarkdownConfig } from "@lezer/markdown";

/// `$x$` and `$$x$$` in a line, and lines from one that begins with `$$` to one that ends so.
const math: MarkdownConfig = {
  defineNodes: [{ name: "InlineMath" }, { name: "DisplayMath" }, { name: "MathBlock", block: true }],
  parseInline: [
    {
      name: "Math",
      before: "Escape",
      parse(cx, next, pos) {
        if (next !== 36) return -1;
        const found = inlineMath(cx.slice(pos, cx.end));
        if (!found) return -1;
        return cx.addElement(cx.elt(found.display ? "DisplayMath" : "InlineMath", pos, pos + found.length));
      },
    },
  ],
  parseBlock: [
    {
      name: "MathBlock",
      before: "Blockquote",
      parse: (cx, line) => mathBlock(cx, line),
      endLeaf: (_, line) => line.text.startsWith("$$", line.pos) && !/\$\$./.test(line.text.slice(line.pos + 2)),
    },
  ],
};

export const parser = plain.configure([GFM, math]);

/// The formula that text begins with. A dollar sign that opens has no space behind it, one
/// that closes none before it and no digit behind it: "$5 and $6" is about money.
export function inlineMath(text: string): { display: boolean; length: number } | null {
  const display = /^\$\$(?!\$)((?:[^$\\]|\\[^])+)\$\$/.exec(text);
  if (display) return { display: true, length: display[0].length };
  const inline = /^\$(?![\s$])((?:[^$\\]|\\[^])*?(?:[^$\\\s]|\\[^]))\$(?![\d$])/.exec(text);
  return inline && !inline[1]!.includes("\n\n") ? { display: false, length: inline[0].length } : null;
}

function mathBlock(cx: BlockContext, line: Line): boolean {
  if (!line.text.startsWith("$$", line.pos)) return false;
  const from = cx.lineStart + line.pos;
  const first = line.text.slice(line.pos + 2).trimEnd();
  let to = cx.lineStart + line.text.length;
  if (first.includes("$$") && !/^[^$]+\$\$$/.test(first)) return false; // a formula, and more text behind it
  if (first === "" || !first.endsWith("$$")) {
    for (;;) {
      if (!cx.nextLine()) break;
      to = cx.lineStart + line.text.length;
      if (line.text.trimEnd().endsWith("$$")) break;
    }
  }
  cx.nextLine();
  cx.addElement(cx.elt("MathBlock", from, to));
  return true;
}
