/// Text with a look: as a terminal shows it, in colours, or what went wrong.

import { h } from "../page/dom.ts";
import { count, members, text } from "../page/reading.ts";
import { scrolling } from "../page/scrolling.ts";
import { TerminalView } from "../page/terminal.ts";
import type { FormContext } from "./forms.ts";
import style from "./text.css?text";

export { style };

export function form(ctx: FormContext, data: Record<string, unknown>): void {
  const look = members(data["application/vnd.gokino.text"]);
  const plain = text(data["text/plain"]);
  const cut = count(look["cut"]);
  if (look["terminal"] === true) {
    ctx.root.append(h("div", { class: "gk-text" }, new TerminalView({ kind: "stdout", text: plain, cut }).element));
    return;
  }
  const box = scrolling(h("pre", { class: "gk-text-plain" }, plain), "Text");
  if (look["tone"] === "error") box.classList.add("gk-text-error");
  // By name: a value can set its property and nothing else.
  box.style.setProperty("color", text(look["color"]));
  box.style.setProperty("font-weight", text(look["weight"]));
  box.style.setProperty("font-size", text(look["size"]));
  ctx.root.append(cut > 0 ? h("p", { class: "gk-text-cut" }, `${cut} bytes of earlier text not shown`) : "", box);
}
