/// A button that saves what Go code makes at each click.

import { h } from "../page/dom.ts";
import { members, text } from "../page/reading.ts";
import type { BuiltinContext } from "./contract.ts";
import style from "./download.css?text";

export { style };

export function init(ctx: BuiltinContext, payload: unknown): void {
  const notice = h("span", { class: "gk-download-notice", role: "status" });
  const button = h("button", { type: "button", class: "gk-download" }, text(members(payload)["label"]));
  const clicks = new Set<unknown>();
  // A click has a number that no other view of this page uses: all of them hear the answers.
  const mine = (answer: unknown) => clicks.delete(members(answer)["click"]);
  const busy = () => (button.ariaBusy = String(clicks.size > 0));
  const fail = (message: string) => (notice.textContent = `Not downloaded: ${message}`);
  button.addEventListener("click", () => {
    const click = crypto.getRandomValues(new Uint32Array(1))[0]!;
    clicks.add(click);
    notice.textContent = "";
    busy();
    ctx.pushEvent("click", click).catch((error: Error) => {
      clicks.delete(click);
      fail(error.message);
      busy();
    });
  });
  ctx.handleEvent("content", (answer) => {
    if (!mine(answer)) return;
    save(members(answer));
    busy();
  });
  ctx.handleEvent("failed", (answer) => {
    if (!mine(answer)) return;
    fail(text(members(answer)["message"]));
    busy();
  });
  ctx.root.append(button, notice);
}

function save(file: Record<string, unknown>): void {
  const type = text(file["type"]) || "application/octet-stream";
  const url = URL.createObjectURL(new Blob([file["data"] as BlobPart], { type }));
  const link = h("a", { href: url, download: text(file["name"]) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may still be reading
}
