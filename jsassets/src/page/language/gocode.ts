/// Go as text outside of editors, in their colours.

import { goLanguage } from "@codemirror/lang-go";
import { highlightCode } from "@lezer/highlight";
import { h } from "../dom.ts";
import { style } from "../highlight.ts";

/// goCode shows a piece of Go.
export function goCode(code: string): HTMLElement {
  const box = h("code", {});
  const put = (text: string, classes: string) => box.append(classes ? h("span", { class: classes }, text) : text);
  highlightCode(code, goLanguage.parser.parse(code), style, put, () => box.append("\n"));
  return h("pre", { class: "gk-code" }, box);
}
