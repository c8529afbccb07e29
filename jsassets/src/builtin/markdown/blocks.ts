/// What stands below each other: paragraphs, lists, tables, code.

import type { SyntaxNode } from "@lezer/common";
import { h } from "../../page/dom.ts";
import { codeBlock } from "./code.ts";
import { address, inline, type Surroundings, type Target } from "./inline.ts";
import { unescaped } from "./links.ts";
import { parser } from "./parser.ts";

export interface Markup extends Omit<Surroundings, "source" | "references"> {
  /// A Mermaid diagram.
  diagram(source: string): HTMLElement;
}

type Document = Markup & Surroundings;

/// The elements of a Markdown text.
export function blocks(source: string, markup: Markup): DocumentFragment {
  const top = parser.parse(source).topNode;
  const references = new Map<string, Target>();
  collect(top, source, references);
  return inside(top, { ...markup, source, references }, false);
}

function collect(node: SyntaxNode, source: string, into: Map<string, Target>): void {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== "LinkReference") {
      if (!child.type.is("LeafBlock")) collect(child, source, into);
      continue;
    }
    const read = (name: string) => {
      const part = child!.getChild(name);
      return part ? source.slice(part.from, part.to) : "";
    };
    const label = read("LinkLabel").slice(1, -1).trim().toLowerCase();
    if (!into.has(label)) into.set(label, { address: address(read("URL")), title: unescaped(read("LinkTitle").slice(1, -1)) });
  }
}

/// The blocks in a block. The paragraphs of a tight list are none.
function inside(node: SyntaxNode, doc: Document, tight: boolean): DocumentFragment {
  const out = document.createDocumentFragment();
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (tight && child.name === "Paragraph") out.append(inline(child, doc));
    else if (tight && child.name === "Task") out.append(task(child, doc));
    else {
      const made = block(child, doc);
      if (made) out.append(made);
    }
  }
  return out;
}

function block(node: SyntaxNode, doc: Document): Node | null {
  const text = doc.source.slice(node.from, node.to);
  const level = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name)?.[1];
  if (level) return heading(node, doc, level);
  switch (node.name) {
    case "Paragraph":
      return h("p", {}, inline(node, doc));
    case "Task":
      return h("p", {}, task(node, doc));
    case "Blockquote":
      return h("blockquote", {}, inside(node, doc, false));
    case "BulletList":
      return h("ul", {}, ...items(node, doc));
    case "OrderedList": {
      const start = Number.parseInt(text, 10);
      return h("ol", { start: start === 1 ? null : start }, ...items(node, doc));
    }
    case "HorizontalRule":
      return h("hr");
    case "MathBlock":
      return h("p", {}, doc.math(text.replace(/^\$\$|\$\$\s*$/g, ""), true));
    case "FencedCode":
    case "CodeBlock":
      return code(node, doc);
    case "Table":
      return table(node, doc);
    case "HTMLBlock":
      return h("p", {}, text);
    default:
      return null; // marks, comments, references
  }
}

function heading(node: SyntaxNode, doc: Document, level: string): HTMLElement {
  const words = inline(node, doc);
  words.firstChild?.nodeType === Node.TEXT_NODE && (words.firstChild.textContent = words.firstChild.textContent!.trimStart());
  words.lastChild?.nodeType === Node.TEXT_NODE && (words.lastChild.textContent = words.lastChild.textContent!.trimEnd());
  return h(`h${level}` as "h1", {}, words);
}

function items(list: SyntaxNode, doc: Document): HTMLElement[] {
  const tight = !loose(list, doc.source);
  return list.getChildren("ListItem").map((item) => h("li", {}, inside(item, doc, tight)));
}

/// Whether there are empty lines between the items of a list or the blocks of one.
function loose(list: SyntaxNode, source: string): boolean {
  const gap = (before: SyntaxNode, after: SyntaxNode) => /\n[ \t>]*\n/.test(source.slice(before.to, after.from));
  const among = (node: SyntaxNode) => {
    for (let child = node.firstChild; child?.nextSibling; child = child.nextSibling) {
      if (gap(child, child.nextSibling)) return true;
    }
    return false;
  };
  return among(list) || list.getChildren("ListItem").some(among);
}

function task(node: SyntaxNode, doc: Document): DocumentFragment {
  const marker = node.getChild("TaskMarker");
  const done = marker !== null && /x/i.test(doc.source.slice(marker.from, marker.to));
  const words = inline(node, doc, marker?.to ?? node.from);
  words.prepend(h("input", { type: "checkbox", disabled: true, checked: done, "aria-label": done ? "Done" : "To do" }));
  return words;
}

function code(node: SyntaxNode, doc: Document): HTMLElement {
  const read = (part: SyntaxNode) => doc.source.slice(part.from, part.to);
  const info = node.getChild("CodeInfo");
  const language = info ? unescaped(read(info)).trim().split(/\s+/)[0]! : "";
  const source = node.getChildren("CodeText").map(read).join("");
  if (language === "mermaid") return doc.diagram(source);
  if (language === "math") return h("p", {}, doc.math(source, true));
  return codeBlock(source, language);
}

function table(node: SyntaxNode, doc: Document): HTMLElement {
  const delimiter = node.getChild("TableDelimiter");
  const ways = delimiter ? alignments(doc.source.slice(delimiter.from, delimiter.to)) : [];
  const row = (line: SyntaxNode, tag: "th" | "td") => {
    const cells = cellsOf(line);
    const count = tag === "th" ? cells.length : ways.length || cells.length;
    return h(
      "tr",
      {},
      ...Array.from({ length: count }, (_, i) => {
        const cell = h(tag, tag === "th" ? { scope: "col" } : {}, cells[i] ? inline(cells[i], doc) : null);
        if (ways[i]) cell.style.textAlign = ways[i];
        return cell;
      }),
    );
  };
  const head = node.getChild("TableHeader");
  const shown = h(
    "table",
    {},
    head && h("thead", {}, row(head, "th")),
    h("tbody", {}, ...node.getChildren("TableRow").map((line) => row(line, "td"))),
  );
  return h("div", { class: "gk-markdown-table", tabindex: 0, role: "group", "aria-label": "Table" }, shown);
}

/// The cells of a row by column; a column without text has no node.
function cellsOf(row: SyntaxNode): (SyntaxNode | null)[] {
  const cells: (SyntaxNode | null)[] = [];
  let cell: SyntaxNode | null = null;
  let first = true;
  for (let child = row.firstChild; child; child = child.nextSibling) {
    if (child.name === "TableCell") cell = child;
    else if (child.name === "TableDelimiter") {
      if (!(first && cell === null)) cells.push(cell); // not before a leading bar
      cell = null;
    }
    first = false;
  }
  if (cell) cells.push(cell);
  return cells;
}

function alignments(delimiter: string): string[] {
  return delimiter
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((part) => {
      const [left, right] = [part.trim().startsWith(":"), part.trim().endsWith(":")];
      return left && right ? "center" : right ? "right" : left ? "left" : "";
    });
}
