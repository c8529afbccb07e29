/// A flame graph: each function as wide as its share of the time, what it called below it.

import { h } from "../../page/dom.ts";
import type { Frame } from "./profile.ts";

/// Narrower shares are left out.
const least = 0.003;

interface Box {
  frame: Frame;
  element: HTMLElement;
  above: Box | null;
  below: Box[];
}

export class Flame {
  readonly element = h("div", { class: "gk-stats-flame", role: "tree", "aria-label": "CPU profile" });
  private boxes: Box[] = [];

  constructor(private readonly root: Frame) {
    this.element.addEventListener("click", (event) => {
      const box = this.boxes.find(({ element }) => element === (event.target as Element).closest("[role=treeitem]"));
      if (box) this.zoom(box.frame);
    });
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.zoom(root);
  }

  /// Shows a frame over the whole width, and what is below it.
  private zoom(frame: Frame): void {
    this.boxes = [];
    this.element.replaceChildren();
    const path = this.path(this.root, frame) ?? [this.root];
    let above: Box | null = null;
    let depth = 0;
    for (const outer of path.slice(0, -1)) above = this.box(outer, 0, 1, depth++, above);
    const levels = this.add(frame, 0, 1, depth, above, frame.total || 1);
    this.element.style.setProperty("--levels", String(levels));
    const first = this.boxes.find((box) => box.frame === frame) ?? this.boxes[0];
    if (first) first.element.tabIndex = 0;
  }

  private path(from: Frame, to: Frame): Frame[] | null {
    if (from === to) return [from];
    for (const call of from.calls.values()) {
      const rest = this.path(call, to);
      if (rest) return [from, ...rest];
    }
    return null;
  }

  /// Adds a frame and all below it; how many levels there are.
  private add(frame: Frame, left: number, width: number, depth: number, above: Box | null, whole: number): number {
    const box = this.box(frame, left, width, depth, above);
    let levels = depth + 1;
    for (const call of [...frame.calls.values()].sort((a, b) => b.total - a.total)) {
      const share = call.total / whole;
      if (share >= least) levels = Math.max(levels, this.add(call, left, share, depth + 1, box, whole));
      left += share;
    }
    return levels;
  }

  private box(frame: Frame, left: number, width: number, depth: number, above: Box | null): Box {
    const share = ((100 * frame.total) / (this.root.total || 1)).toFixed(1);
    const element = h(
      "div",
      {
        class: "gk-stats-frame",
        role: "treeitem",
        tabindex: -1,
        "aria-level": depth + 1,
        "aria-label": `${frame.name} ${share} %`,
        title: `${frame.name}\n${share} % · ${time(frame.total)}, ${time(frame.own)} of its own`,
      },
      frame.name,
    );
    element.style.left = `${100 * left}%`;
    element.style.width = `${100 * width}%`;
    element.style.top = `${depth * 21}px`;
    element.style.setProperty("--hue", String(hue(frame.name)));
    const box: Box = { frame, element, above, below: [] };
    above?.below.push(box);
    this.boxes.push(box);
    this.element.append(element);
    return box;
  }

  private key(event: KeyboardEvent): void {
    const box = this.boxes.find(({ element }) => element === event.target);
    if (!box) return;
    const siblings = box.above?.below ?? [box];
    const at = siblings.indexOf(box);
    const moves: Record<string, Box | null | undefined> = {
      ArrowUp: box.above,
      ArrowDown: box.below[0],
      ArrowLeft: siblings[at - 1],
      ArrowRight: siblings[at + 1],
      Home: this.boxes[0],
    };
    if (event.key === "Enter" || event.key === " ") {
      this.zoom(box.frame);
      this.boxes.find(({ frame }) => frame === box.frame)?.element.focus();
    } else if (event.key in moves) {
      const to = moves[event.key];
      if (to) {
        box.element.tabIndex = -1;
        to.element.tabIndex = 0;
        to.element.focus();
      }
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

export function time(ns: number): string {
  return ns >= 1e9 ? `${(ns / 1e9).toFixed(2)} s` : `${(ns / 1e6).toFixed(0)} ms`;
}

/// A colour for the package that a function is of.
function hue(name: string): number {
  const pkg = name.replace(/\.[^/]*$/, "");
  let sum = 0;
  for (const letter of pkg) sum = (sum * 31 + letter.codePointAt(0)!) % 360;
  return sum;
}
