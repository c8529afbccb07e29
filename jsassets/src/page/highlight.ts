/// Languages of the editors and their colours, which are classes so that the style sheet decides.

import { goLanguage } from "@codemirror/lang-go";
import { defineLanguageFacet, HighlightStyle, Language, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { tags as t } from "@lezer/highlight";
import { parser as markdownParser } from "@lezer/markdown";
import type { CellKind } from "./notebook.ts";

/// The colours of code.
export const style = HighlightStyle.define([
  { tag: [t.keyword, t.controlKeyword, t.definitionKeyword, t.moduleKeyword, t.operatorKeyword], class: "tok-keyword" },
  { tag: [t.string, t.character, t.special(t.string)], class: "tok-string" },
  { tag: t.escape, class: "tok-escape" },
  { tag: [t.number, t.bool, t.null, t.atom], class: "tok-literal" },
  { tag: [t.lineComment, t.blockComment, t.comment], class: "tok-comment" },
  { tag: [t.typeName, t.className], class: "tok-type" },
  { tag: [t.function(t.variableName), t.function(t.propertyName), t.function(t.definition(t.variableName))], class: "tok-function" },
  { tag: t.definition(t.variableName), class: "tok-definition" },
  { tag: t.heading, class: "tok-heading" },
  { tag: t.strong, class: "tok-strong" },
  { tag: t.emphasis, class: "tok-emphasis" },
  { tag: [t.link, t.url], class: "tok-link" },
  { tag: t.monospace, class: "tok-monospace" },
  { tag: [t.processingInstruction, t.contentSeparator], class: "tok-markup" },
]);

const markdown = new Language(defineLanguageFacet(), markdownParser, [], "markdown");

/// language returns what colours a cell of this kind.
export function language(kind: CellKind): Extension {
  const highlighting = syntaxHighlighting(style);
  switch (kind) {
    case "code":
      return [new LanguageSupport(goLanguage), highlighting];
    case "text":
      return [markdown, highlighting];
    case "mod":
      return highlighting;
  }
}
