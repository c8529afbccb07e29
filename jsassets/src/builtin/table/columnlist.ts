/// The list of a table's columns: which are shown, and in which order. What dragging does,
/// for fingers and for those who do not see.

import { h } from "../../page/dom.ts";
import { moved, toggled } from "./layout.ts";
import type { Column } from "./query.ts";

export class ColumnList {
  readonly element = h("div", { class: "gk-table-columns", role: "group", "aria-label": "Columns", hidden: true });
  private readonly list = h("ul", {});
  private layout: number[] = [];

  constructor(
    private readonly columns: Column[],
    private readonly arrange: (layout: number[], column: number) => void,
  ) {
    const all = h("button", { type: "button", class: "gk-table-button" }, "As they came");
    all.addEventListener("click", () => arrange(columns.map((_, at) => at), -1));
    this.element.append(this.list, all);
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  show(on: boolean): void {
    this.element.hidden = !on;
    if (on) this.draw();
  }

  update(layout: number[]): void {
    this.layout = layout;
    if (this.open) this.draw();
  }

  /// The focus stays with what was pressed.
  private draw(): void {
    const root = this.element.getRootNode() as Document | ShadowRoot;
    const pressed = this.list.contains(root.activeElement) ? (root.activeElement as HTMLElement).dataset["name"] : undefined;
    const hidden = this.columns.map((_, at) => at).filter((at) => !this.layout.includes(at));
    this.list.replaceChildren(...[...this.layout, ...hidden].map((column) => this.line(column)));
    if (pressed) this.list.querySelector<HTMLElement>(`[data-name="${pressed}"]`)?.focus();
  }

  private line(column: number): HTMLElement {
    const at = this.layout.indexOf(column);
    const { label } = this.columns[column]!;
    const box = h("input", { type: "checkbox", "data-name": `show ${column}` });
    box.checked = at >= 0;
    box.disabled = at >= 0 && this.layout.length === 1;
    box.addEventListener("change", () => this.arrange(toggled(this.layout, column), -1));
    const move = (by: number, sign: string, name: string) => {
      const button = h("button", { type: "button", class: "gk-table-button", "aria-label": `Move ${label} ${name}`, "data-name": `${name} ${column}` }, sign);
      if (at < 0 || at + by < 0 || at + by >= this.layout.length) button.setAttribute("aria-disabled", "true");
      else button.addEventListener("click", () => this.arrange(moved(this.layout, at, at + by), at + by));
      return button;
    };
    return h("li", {}, h("label", {}, box, h("span", {}, label)), move(-1, "↑", "left"), move(1, "↓", "right"));
  }
}
