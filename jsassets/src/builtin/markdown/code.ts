/// Code in colours.

import { parser as go } from "@lezer/go";
import { highlightCode, tagHighlighter, tags as t } from "@lezer/highlight";
import { h } from "../../page/dom.ts";

const colours = tagHighlighter([
  { tag: [t.keyword, t.controlKeyword, t.definitionKeyword, t.moduleKeyword, t.operatorKeyword], class: "keyword" },
  { tag: [t.string, t.character, t.special(t.string), t.escape], class: "string" },
  { tag: [t.number, t.bool, t.null, t.atom], class: "literal" },
  { tag: [t.lineComment, t.blockComment, t.comment], class: "comment" },
  { tag: [t.typeName, t.className], class: "type" },
  { tag: [t.function(t.variableName), t.function(t.propertyName), t.function(t.definition(t.variableName))], class: "function" },
]);

/// Code of a language; Go has colours.
export function codeBlock(source: string, language: string): HTMLElement {
  const code = h("code", {}, language === "go" ? null : source);
  if (language === "go") {
    const put = (text: string, classes: string) =>
      code.append(classes ? h("span", { class: classes.replace(/\S+/g, "gk-markdown-$&") }, text) : text);
    highlightCode(source, go.parse(source), colours, put, () => code.append("\n"));
  }
  return h("pre", { tabindex: 0 }, code); // the keyboard scrolls it
}
