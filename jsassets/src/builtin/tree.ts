/// Trees of values: what widget.NewTree shows. Branches are fetched when they are opened.

import { h } from "../page/dom.ts";
import type { BuiltinContext } from "./contract.ts";
import style from "./tree.css?text";

export { style };

interface Node {
  key: string;
  type: string;
  text: string;
  kind: string;
  count: number;
  hidden: boolean;
}

interface Opened {
  nodes: Node[];
  total: number;
}

export function init(ctx: BuiltinContext, data: unknown): void {
  const show = (data: unknown) => {
    const { root, children } = data as { root: Node; children: Opened };
    ctx.root.replaceChildren(new Tree(ctx, root, children).element);
  };
  ctx.handleEvent("update", show);
  show(data);
}

class Tree {
  readonly element: HTMLElement;
  private typed = "";
  private typedAt = 0;

  constructor(ctx: BuiltinContext, root: Node, children: Opened) {
    const fetch = (path: number[], offset: number) => ctx.pushEvent("open", { path, offset }) as Promise<Opened>;
    const top = new Item(root, [], 0, 1, fetch);
    this.element = h("div", { class: "gk-tree", role: "tree", "aria-label": root.key || root.type || "Value" }, top.element);
    top.element.tabIndex = 0;
    if (root.count > 0) top.opened(children);
    this.element.addEventListener("click", (event) => this.click(event));
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  private click(event: MouseEvent): void {
    const item = Item.at(event.target as Element);
    if (!item || String(getSelection()) !== "") return;
    this.focus(item);
    void item.toggle();
  }

  private key(event: KeyboardEvent): void {
    const item = Item.at(event.target as Element);
    if (!item || event.ctrlKey || event.metaKey || event.altKey || !this.act(item, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /// As the tree pattern of the ARIA Authoring Practices says.
  private act(item: Item, key: string): boolean {
    const all = this.visible();
    const at = all.indexOf(item);
    switch (key) {
      case "ArrowDown":
        return this.focus(all[at + 1]);
      case "ArrowUp":
        return this.focus(all[at - 1]);
      case "Home":
        return this.focus(all[0]);
      case "End":
        return this.focus(all[all.length - 1]);
      case "ArrowRight":
        if (!item.branch) return true;
        if (item.open) return this.focus(item.level < (all[at + 1]?.level ?? 0) ? all[at + 1] : undefined);
        void item.toggle();
        return true;
      case "ArrowLeft":
        if (item.open) void item.toggle();
        else this.focus(item.parent);
        return true;
      case "Enter":
      case " ":
        void item.toggle();
        return true;
      case "*":
        for (const sibling of all.filter((other) => other.parent === item.parent && !other.open)) void sibling.toggle();
        return true;
    }
    return key.length === 1 && this.find(all, at, key);
  }

  /// Goes to the next item that begins with what was typed in the last second.
  private find(all: Item[], at: number, letter: string): boolean {
    const now = performance.now();
    this.typed = (now - this.typedAt > 1000 ? "" : this.typed) + letter.toLowerCase();
    this.typedAt = now;
    const from = this.typed.length > 1 ? at : at + 1;
    const found = [...all.slice(from), ...all.slice(0, from)].find((item) => item.name.startsWith(this.typed));
    return this.focus(found);
  }

  private focus(item: Item | undefined): true {
    if (item) {
      for (const other of this.element.querySelectorAll<HTMLElement>("[tabindex='0']")) other.tabIndex = -1;
      item.element.tabIndex = 0;
      item.element.focus();
    }
    return true;
  }

  private visible(): Item[] {
    return [...this.element.querySelectorAll("[role=treeitem]")].flatMap((element) => Item.at(element) ?? []);
  }
}

/// What a branch's last child stands for: there are more.
const more: Node = { key: "", type: "", text: "", kind: "more", count: 0, hidden: false };

class Item {
  readonly element: HTMLElement;
  private readonly group = h("div", { role: "group" });
  private busy = false;
  private static readonly items = new WeakMap<Element, Item>();

  constructor(
    private readonly node: Node,
    private readonly path: number[],
    position: number,
    size: number,
    private readonly fetch: (path: number[], offset: number) => Promise<Opened>,
    readonly parent?: Item,
  ) {
    const line = h(
      "div",
      { class: "gk-tree-line" },
      h("span", { class: "gk-tree-mark", "aria-hidden": "true" }, node.count > 0 ? "▸" : ""),
      node.key && h("span", { class: node.hidden ? "gk-tree-key gk-tree-hidden" : "gk-tree-key" }, `${node.key}:`),
      node.type && h("span", { class: "gk-tree-type" }, node.type),
      h("span", { class: "gk-tree-text", "data-kind": node.kind }, node.text),
    );
    this.element = h(
      "div",
      {
        class: "gk-tree-item",
        role: "treeitem",
        tabindex: -1,
        "aria-level": this.level,
        "aria-posinset": position + 1,
        "aria-setsize": size,
        "aria-expanded": node.count > 0 ? "false" : null,
        "aria-label": [node.key, node.hidden ? "unexported" : "", node.type, node.text].filter(Boolean).join(" "),
      },
      line,
    );
    Item.items.set(this.element, this);
  }

  /// The item that an element belongs to.
  static at(element: Element): Item | undefined {
    const own = element.closest("[role=treeitem]");
    return own ? Item.items.get(own) : undefined;
  }

  get level(): number {
    return this.path.length + 1;
  }

  get branch(): boolean {
    return this.node.count > 0;
  }

  get open(): boolean {
    return this.element.getAttribute("aria-expanded") === "true";
  }

  /// What one types to find it.
  get name(): string {
    return (this.node.key || this.node.text).toLowerCase().replace(/^"/, "");
  }

  async toggle(): Promise<void> {
    if (this.node.kind === "more") return this.parent?.more(this);
    if (!this.branch || this.busy) return;
    if (this.open) {
      this.element.setAttribute("aria-expanded", "false");
      this.group.replaceChildren();
      this.group.remove();
      return;
    }
    await this.ask(0, (answer) => this.opened(answer));
  }

  /// Shows the first children.
  opened(answer: Opened): void {
    this.element.setAttribute("aria-expanded", "true");
    this.element.append(this.group);
    this.append(answer, 0);
  }

  /// Shows the children after those shown, in the place of the item that offers them.
  private async more(last: Item): Promise<void> {
    const offset = this.group.children.length - 1;
    const focused = last.element.contains(document.activeElement) || last.element === (last.element.getRootNode() as ShadowRoot).activeElement;
    await this.ask(offset, (answer) => {
      last.element.remove();
      this.append(answer, offset);
      const next = this.group.children[offset] as HTMLElement | undefined;
      if (focused && next) {
        next.tabIndex = 0;
        next.focus();
      }
    });
  }

  private append(answer: Opened, offset: number): void {
    const child = (node: Node, i: number) => new Item(node, [...this.path, i], i, answer.total, this.fetch, this).element;
    this.group.append(...answer.nodes.map((node, i) => child(node, offset + i)));
    const shown = offset + answer.nodes.length;
    const rest = answer.total - shown;
    if (rest > 0 && answer.nodes.length > 0) {
      this.group.append(child({ ...more, text: `… ${rest.toLocaleString("en-US")} more` }, shown));
    }
  }

  private async ask(offset: number, then: (answer: Opened) => void): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.element.setAttribute("aria-busy", "true");
    this.element.querySelector(":scope > .gk-tree-problem")?.remove();
    try {
      then(await this.fetch(this.path, offset));
    } catch (error) {
      this.element.append(h("div", { class: "gk-tree-problem", role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
    this.element.removeAttribute("aria-busy");
    this.busy = false;
  }
}
