/// Short messages that go by themselves, and words for screen readers only.

import { button } from "./buttons.ts";
import { h } from "./dom.ts";

const stays = 8000;
const atOnce = 4;

export class Toasts {
  readonly element = h("div", { class: "toasts", role: "alert" });
  /// Read aloud, never seen.
  readonly spoken = h("div", { class: "spoken", "aria-live": "polite" });

  /// Shows what went wrong or, as a note, what was done.
  show(message: string, kind: "error" | "note" = "error"): void {
    const toast = h("div", { class: `toast toast-${kind}` }, h("span", {}, message));
    toast.append(button({ name: "Dismiss", icon: "close", press: () => toast.remove() }));
    this.element.append(toast);
    while (this.element.childElementCount > atOnce) this.element.firstElementChild!.remove();
    setTimeout(() => toast.remove(), stays);
  }

  speak(message: string): void {
    this.spoken.textContent = message;
  }
}
