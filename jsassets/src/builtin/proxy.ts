/// What a cell's http.Handler serves, in a frame of its own origin.

import { h } from "../page/dom.ts";
import { sandbox } from "../page/iframe.ts";
import style from "./proxy.css?text";
import type { BuiltinContext } from "./contract.ts";

export { style };

interface Frame {
  token: string;
  path: string;
  height: number;
  title: string;
}

export function init(ctx: BuiltinContext, data: unknown): void {
  const { token, path, height, title } = data as Frame;
  // Where this module is, the server is.
  const root = new URL(`../proxy/${encodeURIComponent(token)}/`, import.meta.url);
  const url = new URL(path, root).href;
  if (!url.startsWith(root.href)) throw new Error(`the path ${path} leads out of what the cell serves`);
  const frame = h("iframe", { class: "gk-proxy-frame", title, sandbox, src: url });
  frame.style.height = `${height}px`;
  const link = h("a", { class: "gk-proxy-link", href: url, target: "_blank", rel: "noopener" }, "Open in a tab of its own");
  ctx.root.append(frame, link);
}
