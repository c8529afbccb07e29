/// What stands in a line: emphasis, links, code, formulas. Everything becomes an element or
/// text by the DOM's own functions; no markup is ever read.

import type { SyntaxNode } from "@lezer/common";
import { h } from "../../page/dom.ts";
import { entity, safeImage, safeLink, unescaped } from "./links.ts";

export interface Surroundings {
  source: string;
  /// Addresses of `[label]: address`, by label in lower case.
  references: Map<string, Target>;
  /// A formula.
  math(tex: string, display: boolean): HTMLElement;
}

export interface Target {
  address: string;
  title: string;
}

const wrapped: Record<string, keyof HTMLElementTagNameMap> = { Emphasis: "em", StrongEmphasis: "strong", Strikethrough: "del" };

const marks = new Set([
  "EmphasisMark", "StrikethroughMark", "LinkMark", "CodeMark", "QuoteMark", "HeaderMark", "ListMark", "TaskMarker", "LinkTitle", "LinkLabel",
]);

/// The inside of a node between two places.
export function inline(node: SyntaxNode, around: Surroundings, from = node.from, to = node.to): DocumentFragment {
  const out = document.createDocumentFragment();
  let at = from;
  const plain = (end: number) => {
    if (end > at) out.append(around.source.slice(at, end).replace(/[ \t]*\n[ \t]*/g, "\n"));
  };
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.from < from || child.to > to || child.from < at) continue;
    plain(child.from);
    at = child.to;
    if (child.name === "QuoteMark" && around.source[at] === " ") at++;
    if (marks.has(child.name)) continue;
    out.append(element(child, around));
  }
  plain(to);
  return out;
}

function element(node: SyntaxNode, around: Surroundings): Node | string {
  const text = around.source.slice(node.from, node.to);
  const tag = wrapped[node.name];
  if (tag) return h(tag, {}, inline(node, around));
  switch (node.name) {
    case "Escape":
      return text.slice(1);
    case "Entity":
      return entity(text);
    case "HardBreak":
      return h("br");
    case "InlineCode":
      return h("code", {}, code(node, around.source));
    case "InlineMath":
      return around.math(text.slice(1, -1), false);
    case "DisplayMath":
      return around.math(text.slice(2, -2), true);
    case "Link":
      return link(node, around);
    case "Image":
      return image(node, around);
    case "Autolink":
      return linked(text.slice(1, -1), text.slice(1, -1));
    case "URL":
      return linked(text, text);
    default:
      return text; // HTML among them
  }
}

/// An address that stands for itself.
function linked(address: string, text: string): Node | string {
  const full = /^www\./i.test(address) ? `http://${address}` : /^[^\s:/]+@[^\s/]+$/.test(address) ? `mailto:${address}` : address;
  const to = safeLink(full);
  return to ? anchor(to, "", text) : text;
}

function anchor(to: string, title: string, ...children: (Node | string)[]): HTMLElement {
  const elsewhere = to.startsWith("#") ? {} : { target: "_blank", rel: "noopener noreferrer" };
  return h("a", { href: to, title: title || null, ...elsewhere }, ...children);
}

function code(node: SyntaxNode, source: string): string {
  const text = source.slice(node.firstChild?.to ?? node.from, node.lastChild?.from ?? node.to).replace(/\n/g, " ");
  return /^ .*\S.* $/.test(text) ? text.slice(1, -1) : text;
}

function link(node: SyntaxNode, around: Surroundings): Node {
  const [open, close] = brackets(node);
  const words = inline(node, around, open, close);
  const target = targetOf(node, around, around.source.slice(open, close));
  if (!target) return literal(node, around, words, close);
  const to = safeLink(target.address);
  return to === null ? words : anchor(to, target.title, words);
}

/// Brackets that are none of a link, with what stands in them.
function literal(node: SyntaxNode, around: Surroundings, words: DocumentFragment, close: number): DocumentFragment {
  const [open] = brackets(node);
  words.prepend(around.source.slice(node.from, open));
  words.append(around.source.slice(close, node.to));
  return words;
}

function image(node: SyntaxNode, around: Surroundings): Node {
  const [open, close] = brackets(node);
  const alt = inline(node, around, open, close).textContent ?? "";
  const target = targetOf(node, around, around.source.slice(open, close));
  const from = target && safeImage(target.address);
  if (!from) return document.createTextNode(alt);
  return h("img", { src: from, alt, title: target.title || null, loading: "lazy", referrerpolicy: "no-referrer" });
}

/// Where the words of a link begin and end.
function brackets(node: SyntaxNode): [open: number, close: number] {
  const all = node.getChildren("LinkMark");
  return [all[0]?.to ?? node.from, all[1]?.from ?? node.to];
}

function targetOf(node: SyntaxNode, around: Surroundings, words: string): Target | null {
  const url = node.getChild("URL");
  const title = node.getChild("LinkTitle");
  const read = (part: SyntaxNode) => around.source.slice(part.from, part.to);
  if (url) return { address: address(read(url)), title: title ? unescaped(read(title).slice(1, -1)) : "" };
  if (around.source[node.getChildren("LinkMark")[1]?.to ?? -1] === "(") return { address: "", title: "" }; // [x]()
  const label = node.getChild("LinkLabel");
  const name = label ? read(label).slice(1, -1) : "";
  return around.references.get((name || words).trim().toLowerCase()) ?? null;
}

/// An address as written, perhaps in angle brackets.
export function address(text: string): string {
  return unescaped(/^<.*>$/.test(text) ? text.slice(1, -1) : text);
}
