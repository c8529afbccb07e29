/// Sound and films with the browser's own controls.

import { h } from "../page/dom.ts";
import { members, text } from "../page/reading.ts";
import type { BuiltinContext } from "./contract.ts";
import style from "./media.css?text";

export { style };

export function init(ctx: BuiltinContext, payload: unknown): void {
  const data = members(payload);
  const url = URL.createObjectURL(new Blob([data["data"] as BlobPart], { type: text(data["type"]) }));
  const player = document.createElement(data["kind"] === "video" ? "video" : "audio");
  player.className = "gk-media";
  player.controls = true;
  player.preload = "metadata";
  player.ariaLabel = text(data["label"]);
  player.muted = data["muted"] === true;
  player.loop = data["loop"] === true;
  player.autoplay = data["autoplay"] === true;
  player.src = url;
  const notice = h("p", { class: "gk-media-notice", role: "status" });
  const say = (message: string) => (notice.textContent = message);
  player.addEventListener("error", () => say(`The browser cannot play this ${text(data["type"])}.`));
  player.addEventListener("playing", () => say(""));
  ctx.root.append(player, notice);
  ctx.handleEvent("play", () => {
    player.play().catch((error: Error) => {
      // Browsers let nobody be surprised by sound.
      if (error.name === "NotAllowedError") say("The notebook wants to play this: press Play.");
    });
  });
  ctx.handleEvent("pause", () => player.pause());
  ctx.onDestroy(() => {
    player.pause();
    URL.revokeObjectURL(url);
  });
}
