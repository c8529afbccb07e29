/// The graph of dependencies as a picture: the cells from top to bottom as in the notebook,
/// what flows down on the right, what flows up on the left.

import { button } from "./buttons.ts";
import { h, setText } from "./dom.ts";
import { status } from "./format.ts";
import { cellList, edges, type Edge, type GraphNode, type Use } from "./graph.ts";
import type { Cell, Notebook } from "./notebook.ts";

const row = 46;
const box = { width: 320, height: 34 };
const pad = 12;

/// reachOf is how far an arc over so many cells stands out.
const reachOf = (span: number) => Math.min(26 + 13 * span, 240);

export class GraphView {
  readonly element = h("dialog", { class: "graph", "aria-label": "Graph of cells" });
  private readonly canvas = h("div", { class: "graph-canvas" });
  private readonly words = h("p", { class: "graph-words", role: "status" });
  private notebook: Notebook | null = null;
  private drawn: readonly GraphNode[] | null = null;
  private order = "";
  private readonly boxes = new Map<number, SVGElement>();
  private lit: GraphNode | null = null;
  private arcs: { edge: Edge; path: SVGElement }[] = [];

  /// reach leads to a cell.
  constructor(private readonly reach: (cell: number) => void) {
    const close = button({ name: "Close graph", icon: "close", press: () => this.element.close() });
    const head = h("header", { class: "graph-head" }, h("h2", {}, "What cells use of each other"), close);
    this.element.append(head, this.canvas, this.words);
    this.element.addEventListener("click", (event) => event.target === this.element && this.element.close());
  }

  open(): void {
    if (this.element.open) return;
    this.element.showModal();
    this.drawn = null;
    this.draw();
    (this.boxes.values().next().value as SVGElement | undefined)?.focus();
  }

  update(notebook: Notebook): void {
    this.notebook = notebook;
    if (this.element.open) this.draw();
  }

  private draw(): void {
    const { notebook } = this;
    if (!notebook) return;
    const cells = notebook.cells.filter((cell) => cell.kind === "code");
    const order = cells.map((cell) => cell.id).join(" ");
    if (notebook.graph !== this.drawn || order !== this.order) {
      const focused = [...this.boxes].find(([, box]) => box === document.activeElement)?.[0];
      this.paint(cells, notebook.graph);
      if (focused !== undefined) this.boxes.get(focused)?.focus();
    }
    this.drawn = notebook.graph;
    this.order = order;
    for (const cell of cells) this.color(cell);
    if (this.lit) setText(this.words, this.about(this.lit)); // its run may have ended
  }

  private color(cell: Cell): void {
    const box = this.boxes.get(cell.id);
    if (!box) return;
    box.dataset["state"] = cell.state;
    box.dataset["stale"] = String(cell.stale);
  }

  private paint(cells: readonly Cell[], graph: readonly GraphNode[]): void {
    const place = new Map(cells.map((cell, i) => [cell.id, i]));
    const nodes = cells.map((cell) => graph.find((node) => node.cell === cell.id) ?? unknown(cell.id));
    const arcs = edges(nodes).filter((edge) => edge.from !== edge.to);
    const span = (edge: Edge) => place.get(edge.to)! - place.get(edge.from)!;
    const spread = (up: boolean) => Math.max(0, ...arcs.filter((edge) => span(edge) < 0 === up).map((edge) => reachOf(Math.abs(span(edge)))));
    const left = pad + spread(true);
    const width = left + box.width + spread(false) + pad;
    const height = cells.length * row + 2 * pad - (row - box.height);
    const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "Cells" });
    picture.append(arrowhead());
    this.boxes.clear();
    this.arcs = arcs.map((edge) => ({ edge, path: this.arc(edge, place, left) }));
    picture.append(...this.arcs.map(({ path }) => path));
    nodes.forEach((node, i) => picture.append(this.box(node, left, pad + i * row)));
    this.canvas.replaceChildren(cells.length > 0 ? picture : h("p", {}, "There are no code cells."));
    this.light(null);
  }

  private arc(edge: Edge, place: Map<number, number>, left: number): SVGElement {
    const [from, to] = [place.get(edge.from)!, place.get(edge.to)!];
    const up = to < from;
    const x = up ? left : left + box.width;
    const reach = reachOf(Math.abs(to - from)) * (up ? -1.3 : 1.3);
    const middle = (at: number) => pad + at * row + box.height / 2;
    // Leave below the middle of a box and arrive above it, so that the two are told apart.
    const [start, end] = [middle(from) + (up ? -5 : 5), middle(to) + (up ? 5 : -5)];
    const path = `M${x} ${start}C${x + reach} ${start} ${x + reach} ${end} ${x} ${end}`;
    const group = svg("g", { class: up ? "graph-edge graph-edge-up" : "graph-edge" });
    const title = svg("title", {});
    title.textContent = `cell ${edge.to} uses ${edge.names.join(", ")} of cell ${edge.from}`;
    group.append(title, svg("path", { d: path, class: "graph-hit" }), svg("path", { d: path, class: "graph-line", "marker-end": "url(#graph-arrow)" }));
    group.addEventListener("pointerenter", () => setText(this.words, title.textContent!));
    group.addEventListener("pointerleave", () => this.light(null));
    return group;
  }

  private box(node: GraphNode, x: number, y: number): SVGElement {
    const names = node.defines.join(", ");
    const group = svg("g", {
      class: "graph-cell",
      role: "button",
      tabindex: 0,
      "data-cell": node.cell,
      "aria-label": `cell ${node.cell}${names && `, defines ${names}`}. ${this.says(node)}`,
      transform: `translate(${x} ${y})`,
    });
    const number = svg("text", { x: 26, y: 22, class: "graph-number" });
    number.textContent = String(node.cell);
    const text = svg("text", { x: 62, y: 22 });
    text.textContent = short(names || firstLine(this.source(node.cell)), 34);
    if (!names) text.setAttribute("class", "graph-source");
    group.append(
      svg("rect", { width: box.width, height: box.height, rx: 7 }),
      svg("circle", { cx: 14, cy: box.height / 2, r: 4.5 }),
      number,
      text,
    );
    const light = () => this.light(node);
    for (const event of ["pointerenter", "focus"]) group.addEventListener(event, light);
    for (const event of ["pointerleave", "blur"]) group.addEventListener(event, () => this.light(null));
    group.addEventListener("click", () => this.leave(node.cell));
    group.addEventListener("keydown", (event) => this.key(event, node.cell));
    this.boxes.set(node.cell, group);
    return group;
  }

  private key(event: KeyboardEvent, cell: number): void {
    const all = [...this.boxes.keys()];
    const at = all.indexOf(cell);
    const next: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    if (event.key === "Enter" || event.key === " ") this.leave(cell);
    else if (!(event.key in next)) return;
    else this.boxes.get(all[next[event.key]!] ?? cell)?.focus();
    event.preventDefault();
  }

  private leave(cell: number): void {
    this.element.close();
    this.reach(cell);
  }

  /// light brings out a cell with what it uses and what uses it, or nothing.
  private light(node: GraphNode | null): void {
    this.lit = node;
    this.canvas.classList.toggle("graph-lit", node !== null);
    const near = new Set<number>();
    for (const { edge, path } of this.arcs) {
      const lit = node !== null && (edge.from === node.cell || edge.to === node.cell);
      path.classList.toggle("lit", lit);
      if (lit) near.add(edge.from).add(edge.to);
    }
    for (const [cell, box] of this.boxes) box.classList.toggle("lit", cell === node?.cell || near.has(cell));
    setText(this.words, node ? this.about(node) : hint);
  }

  private about(node: GraphNode): string {
    return `Cell ${node.cell}: ${this.says(node)}`;
  }

  /// says tells a cell's part in words.
  private says(node: GraphNode): string {
    const cell = this.notebook?.cells.find((candidate) => candidate.id === node.cell);
    const users = [...new Set(this.arcs.filter(({ edge }) => edge.from === node.cell).map(({ edge }) => edge.to))];
    const parts = [
      cell && status(cell, Date.now()).toLowerCase(),
      node.uses.length > 0 && `it uses ${node.uses.map(from).join(", ")}`,
      node.writes.length > 0 && `it changes ${node.writes.join(", ")}`,
      users.length > 0 && `${cellList(users)} ${users.length > 1 ? "use" : "uses"} it`,
      node.cycle.length > 0 && `${cellList(node.cycle)} use each other's names`,
    ];
    return parts.filter(Boolean).join("; ") || "it stands alone";
  }

  private source(cell: number): string {
    return this.notebook?.cells.find((candidate) => candidate.id === cell)?.source ?? "";
  }
}

const hint = "Point at a cell or a line to read it. The arrow keys go from cell to cell, Enter leads to one.";

function from(use: Use): string {
  if (use.cells.length === 0) return `${use.name} of no cell`;
  return use.deleted ? `${use.name} of a deleted cell` : `${use.name} of ${cellList(use.cells)}`;
}

function unknown(cell: number): GraphNode {
  return { cell, defines: [], writes: [], uses: [], also: [], cycle: [] };
}

function firstLine(source: string): string {
  return source.split("\n").find((line) => line.trim() !== "")?.trim() ?? "";
}

function short(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number>): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

function arrowhead(): SVGElement {
  const defs = svg("defs", {});
  const marker = svg("marker", { id: "graph-arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" });
  marker.append(svg("path", { d: "M0 .8 7.4 4 0 7.2z", fill: "context-stroke" }));
  defs.append(marker);
  return defs;
}
