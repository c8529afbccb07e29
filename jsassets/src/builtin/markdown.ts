/// Markdown: GitHub's, with formulas and diagrams. It is safe by the way it is made: the
/// syntax tree becomes elements one by one, and only those that text consists of.

import { h } from "../page/dom.ts";
import { count, members, text } from "../page/reading.ts";
import type { FormContext } from "./forms.ts";
import { blocks } from "./markdown/blocks.ts";
import style from "./markdown.css?text";

export { style };

type Maths = { formula(tex: string, display: boolean): HTMLElement };

export function form(ctx: FormContext, data: Record<string, unknown>): void {
  const cut = count(members(data["application/vnd.gokino.text"])["cut"]);
  const box = h("div", { class: "gk-markdown" });
  if (cut > 0) box.append(h("p", { class: "gk-markdown-cut" }, `${cut} bytes of earlier text not shown`));
  box.append(
    blocks(text(data["text/markdown"]), {
      math: (tex, display) => later(ctx, tex, display),
      diagram: (source) => ctx.show({ "text/plain": source, "text/vnd.mermaid": source }).element,
    }),
  );
  ctx.root.append(box);
}

/// A formula, its source until what draws it has come.
function later(ctx: FormContext, tex: string, display: boolean): HTMLElement {
  const place = h("span", { class: display ? "gk-markdown-display" : "gk-markdown-math" }, h("code", {}, tex));
  ctx.load("math").then(
    (module) => place.replaceChildren((module as Maths).formula(tex, display)),
    (error: unknown) => console.error("gokino: formulas:", error),
  );
  return place;
}
