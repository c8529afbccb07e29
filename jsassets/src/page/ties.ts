/// What ties a cell to others, in its bar: the names it uses, and what is odd about its own.

import { h } from "./dom.ts";
import { cellList, origin, twice, type GraphNode, type Use } from "./graph.ts";

/// So many names are shown; the rest is in the graph.
const shown = 5;

export class Ties {
  readonly element = h("div", { class: "ties", role: "group", "aria-label": "Dependencies" });
  private node: GraphNode | null = null;

  /// reach leads to another cell.
  constructor(private readonly reach: (cell: number) => void) {}

  update(node: GraphNode | null): void {
    if (node === this.node) return;
    this.node = node;
    this.element.replaceChildren(...(node ? this.parts(node) : []));
    this.element.hidden = this.element.childElementCount === 0;
  }

  private parts(node: GraphNode): HTMLElement[] {
    return [...this.marks(node), ...this.uses(node.uses)];
  }

  private marks(node: GraphNode): HTMLElement[] {
    const marks = node.also.map((also) => this.mark(`${also.name} also in ${cellList(also.cells)}`, twice(also), also.cells[0]!));
    for (const use of node.uses) {
      if (use.deleted) marks.push(this.mark(`uses ${use.name} of a deleted cell`, origin(use), null));
      else if (use.cells.length === 0) marks.push(this.mark(`${use.name} of no cell`, origin(use), null));
    }
    const others = node.cycle.filter((cell) => cell !== node.cell);
    if (others.length > 0) {
      const words = `${cellList(node.cycle)} use each other's names: each runs once when one of them did`;
      marks.push(this.mark(`cycle with ${cellList(others)}`, words, others[0]!));
    }
    return marks;
  }

  private mark(words: string, title: string, cell: number | null): HTMLElement {
    if (cell === null) return h("span", { class: "tie-mark", title }, words);
    return h("button", { type: "button", class: "tie-mark", title, onclick: () => this.reach(cell) }, words);
  }

  private uses(all: readonly Use[]): HTMLElement[] {
    const uses = all.filter((use) => use.cells.length > 0 && !use.deleted);
    if (uses.length === 0) return [];
    const names = uses.slice(0, shown).map((use) =>
      h(
        "button",
        {
          type: "button",
          class: "tie",
          title: origin(use),
          "aria-label": `${use.name}: ${origin(use)}`,
          onclick: () => this.reach(use.cells[0]!),
        },
        use.name,
      ),
    );
    const rest = uses.slice(shown);
    const more = rest.length > 0 && h("span", { title: rest.map(origin).join("; ") }, `+${rest.length}`);
    const cells = [...new Set(uses.flatMap((use) => use.cells))].sort((a, b) => a - b);
    const from = h("span", { class: "tie-cells", "aria-hidden": "true" }, `← ${cells.join(", ")}`);
    return [h("span", { class: "tie-uses" }, "uses ", ...names, more, from)];
  }
}
