/// Values side by side, or one at a time behind tabs.

import { h } from "../page/dom.ts";
import { count, list, members, text } from "../page/reading.ts";
import type { Shown } from "./contract.ts";
import type { FormContext } from "./forms.ts";
import style from "./layout.css?text";

export { style };

interface Item {
  label: string;
  data: Record<string, unknown>;
}

export function form(ctx: FormContext, data: Record<string, unknown>): void {
  const layout = members(data["application/vnd.gokino.layout"]);
  const items = list(layout["items"], (value): Item => {
    const item = members(value);
    return { label: text(item["label"]), data: members(item["data"]) };
  });
  ctx.root.append(layout["kind"] === "tabs" ? tabs(ctx, items) : grid(ctx, items, layout));
}

function grid(ctx: FormContext, items: Item[], layout: Record<string, unknown>): HTMLElement {
  const box = h("div", { class: layout["boxed"] === true ? "gk-layout-grid gk-layout-boxed" : "gk-layout-grid" });
  const ratios = list(layout["columns"], count);
  box.style.setProperty("--columns", ratios.map((ratio) => `minmax(0, ${ratio}fr)`).join(" "));
  box.style.gap = `${count(layout["gap"])}px`;
  const height = count(layout["maxHeight"]);
  if (height > 0) {
    box.style.maxHeight = `${height}px`;
    box.classList.add("gk-layout-scrolls");
    box.tabIndex = 0; // so that the keyboard scrolls it
    box.role = "group";
    box.ariaLabel = "Grid";
  }
  box.append(...items.map((item) => ctx.show(item.data).element));
  return h("div", { class: "gk-layout" }, box);
}

let made = 0;

/// Tabs as the ARIA patterns describe them: the arrows go from tab to tab. A panel is filled
/// when it is first chosen, and keeps what it has.
function tabs(ctx: FormContext, items: Item[]): HTMLElement {
  const name = `gk-tabs-${++made}`;
  const bar = h("div", { class: "gk-layout-tabs", role: "tablist" });
  const filled = new Map<number, Shown>();
  const buttons = items.map((item, i) =>
    h("button", { type: "button", role: "tab", id: `${name}-${i}`, "aria-controls": `${name}-panel-${i}`, title: item.label }, item.label || `Tab ${i + 1}`),
  );
  const panels = items.map((_, i) =>
    h("div", { class: "gk-layout-panel", role: "tabpanel", id: `${name}-panel-${i}`, "aria-labelledby": `${name}-${i}`, tabindex: 0 }),
  );
  const choose = (chosen: number) => {
    buttons.forEach((button, i) => {
      button.ariaSelected = String(i === chosen);
      button.tabIndex = i === chosen ? 0 : -1;
    });
    panels.forEach((panel, i) => (panel.hidden = i !== chosen));
    if (filled.has(chosen)) return;
    const shown = ctx.show(items[chosen]!.data);
    filled.set(chosen, shown);
    panels[chosen]!.append(shown.element);
  };
  buttons.forEach((button, i) => button.addEventListener("click", () => choose(i)));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.findIndex((button) => button.tabIndex === 0);
    const to = target(event.key, at, buttons.length);
    if (to === null) return;
    event.preventDefault();
    choose(to);
    buttons[to]!.focus();
  });
  bar.append(...buttons);
  if (items.length > 0) choose(0);
  return h("div", { class: "gk-layout" }, bar, ...panels);
}

/// Where a key leads among `count` tabs, null if nowhere.
function target(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % count;
    case "ArrowLeft":
      return (at + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
