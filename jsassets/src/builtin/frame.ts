/// A frame: values that Go code puts there, adds to and takes away.

import { h } from "../page/dom.ts";
import { count, list, members, text } from "../page/reading.ts";
import { joined, joins } from "../page/textchunks.ts";
import type { BuiltinContext, Shown } from "./contract.ts";
import style from "./frame.css?text";

export { style };

type Data = Record<string, unknown>;

export function init(ctx: BuiltinContext, data: unknown): void {
  new Frame(ctx, members(data));
}

/// Frame draws what changed once for each picture of the screen: hundreds of changes may come
/// in between.
class Frame {
  private readonly box = h("div", { class: "gk-frame-items", role: "group" });
  private readonly missing = h("p", { class: "gk-frame-note", hidden: true });
  private readonly placeholder = h("p", { class: "gk-frame-note" });
  private readonly words: string;
  private items: Data[];
  private dropped: number;
  private shown: { data: Data; shown: Shown }[] = [];
  private waiting = false;

  constructor(
    private readonly ctx: BuiltinContext,
    init: Data,
  ) {
    this.items = list(init["items"], members);
    this.dropped = count(init["dropped"]);
    this.words = text(init["placeholder"]);
    this.box.ariaLabel = text(init["label"]) || "Frame";
    ctx.root.append(this.missing, this.placeholder, this.box);
    ctx.handleEvent("render", (payload) => this.change([members(members(payload)["data"])], payload, true));
    ctx.handleEvent("append", (payload) => this.change(added(this.items, members(members(payload)["data"])), payload, false));
    ctx.handleEvent("clear", () => this.change([], null, true));
    this.draw();
  }

  private change(items: Data[], payload: unknown, afresh: boolean): void {
    const drop = count(members(payload)["drop"]);
    this.items = items.slice(Math.min(drop, items.length - 1));
    this.dropped = (afresh ? 0 : this.dropped) + drop;
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  /// What is on display already stays untouched.
  private draw(): void {
    this.placeholder.textContent = this.items.length > 0 ? "" : this.words;
    this.placeholder.hidden = !this.placeholder.textContent;
    this.missing.hidden = this.dropped === 0;
    this.missing.textContent = this.dropped > 0 ? `${this.dropped} earlier outputs not shown` : "";
    const present = new Map(this.shown.map((entry) => [entry.data, entry]));
    const next = this.items.map((data) => present.get(data) ?? { data, shown: this.ctx.show(data) });
    const stays = new Set(next);
    for (const entry of this.shown) if (!stays.has(entry)) entry.shown.close();
    this.shown = next;
    let at: ChildNode | null = this.box.firstChild;
    for (const { shown } of next) {
      if (shown.element === at) at = at.nextSibling;
      else this.box.insertBefore(shown.element, at);
    }
  }
}

function added(items: Data[], data: Data): Data[] {
  const last = items.at(-1);
  return last && joins(last, data) ? [...items.slice(0, -1), joined(last, data)] : [...items, data];
}
