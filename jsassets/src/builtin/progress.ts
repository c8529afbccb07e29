/// Progress bars: what widget.NewProgress shows.

import { h, setText } from "../page/dom.ts";
import type { BuiltinContext } from "./contract.ts";
import style from "./progress.css?text";

export { style };

interface Bar {
  name: string;
  depth: number;
  done: number;
  total: number;
  count: string;
  rate: string;
  left: string;
  state: string;
}

export function init(ctx: BuiltinContext, data: unknown): void {
  const element = h("div", { class: "gk-progress" });
  const rows: Row[] = [];
  const show = (data: unknown) => {
    const bars = data as Bar[];
    for (const row of rows.splice(bars.length)) row.element.remove();
    bars.forEach((bar, i) => {
      const row = (rows[i] ??= new Row(element));
      row.show(bar);
    });
  };
  ctx.root.append(element);
  ctx.handleEvent("bars", show);
  show(data);
}

class Row {
  readonly element: HTMLElement;
  private readonly name = h("span", { class: "gk-progress-name" });
  private readonly bar = h("progress", { class: "gk-progress-bar" });
  private readonly words = h("span", { class: "gk-progress-words" });

  constructor(parent: HTMLElement) {
    this.element = h("div", { class: "gk-progress-row" }, this.name, this.bar, this.words);
    parent.append(this.element);
  }

  show(bar: Bar): void {
    const failed = bar.state !== "" && bar.state !== "done";
    const words = [bar.count, bar.rate, bar.left, failed ? `failed: ${bar.state}` : ""].filter(Boolean).join(" · ");
    setText(this.name, bar.name);
    setText(this.words, words);
    this.element.style.setProperty("--depth", String(bar.depth));
    this.element.dataset["state"] = failed ? "failed" : bar.state;
    this.bar.setAttribute("aria-label", bar.name || "Progress");
    this.bar.setAttribute("aria-valuetext", words);
    if (bar.total > 0) {
      this.bar.max = bar.total;
      this.bar.value = Math.max(0, bar.done);
    } else if (bar.state === "") {
      this.bar.removeAttribute("value"); // it goes on, nobody knows how long
    } else {
      this.bar.max = 1;
      this.bar.value = bar.state === "done" ? 1 : 0;
    }
  }
}
