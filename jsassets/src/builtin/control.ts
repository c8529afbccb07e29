/// gokino's controls: what package control shows.

import { h } from "../page/dom.ts";
import style from "./control.css?text";
import type { BuiltinContext } from "./contract.ts";

export { style };

export function init(ctx: BuiltinContext, data: unknown): void {
  const { label } = data as { label: string };
  const button = h("button", { type: "button", class: "gk-control-button" }, label);
  button.addEventListener("click", () => void ctx.pushEvent("click"));
  ctx.root.append(button);
}
