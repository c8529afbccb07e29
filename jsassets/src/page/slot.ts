/// The outside of every cell: its region, its actions and the bar above it where cells are added.

import type { Actions } from "./actions.ts";
import { button } from "./buttons.ts";
import { h } from "./dom.ts";
import { cellName } from "./format.ts";
import type { Cell, Span, WireUpdate } from "./notebook.ts";
import type { GraphNode } from "./graph.ts";

/// What the page knows beside the cell itself.
export interface Surroundings {
  readonly: boolean;
  first: boolean;
  last: boolean;
  /// Its place in the graph; null while that is not known.
  node: GraphNode | null;
  /// The most bytes a source may have; 0 for no bound.
  sourceLimit: number;
}

/// A cell on display.
export interface CellView {
  readonly slot: Slot;
  update(cell: Cell, around: Surroundings): void;
  /// The time on display moves on.
  tick(now: number): void;
  /// Puts the cursor into the source.
  edit(at?: { line: number; col: number }): void;
  /// Selects a part of the source as the server has it.
  select(span: Span): void;
  /// Shows the result instead of the editor, where there is a choice.
  finish(): void;
  /// Edits by the server; false if they do not fit.
  receive(version: number, updates: readonly WireUpdate[]): boolean;
  rejected(): void;
  /// The server will not take what was typed: a snapshot follows, which holds.
  refused(): void;
  /// A new snapshot; `base` is the source known before.
  resync(cell: Cell, base: string): void;
  readonly unconfirmed: boolean;
  /// Resolves when the server has all that was typed.
  settled(): Promise<void>;
  /// Resolves to true when the Go halves of the widgets on display have handled what the
  /// user did to them, to false if one has not within so many milliseconds.
  flushed(within: number): Promise<boolean>;
  close(): void;
}

/// insertBar is a bar between cells that offers to add one.
export function insertBar(actions: Actions, before: number | null): HTMLElement {
  return h(
    "div",
    { class: "insert", role: "group", "aria-label": "Add a cell here" },
    button({ name: "Add code cell", icon: "add", text: "Code", press: () => actions.insert(before, "code") }),
    button({ name: "Add text cell", icon: "add", text: "Text", press: () => actions.insert(before, "text") }),
  );
}

export class Slot {
  readonly element: HTMLElement;
  /// Takes the keyboard when no editor does.
  readonly region: HTMLElement;
  readonly actions: HTMLElement;
  private readonly up: HTMLButtonElement;
  private readonly down: HTMLButtonElement;

  constructor(cell: Cell, actions: Actions) {
    const id = cell.id;
    this.region = h("section", {
      class: `cell cell-${cell.kind}`,
      role: "region",
      tabindex: "0",
      "aria-label": cellName(cell),
      "data-cell-id": id,
      "data-kind": cell.kind,
    });
    this.up = button({ name: "Move cell up", icon: "up", press: () => actions.move(id, -1) });
    this.down = button({ name: "Move cell down", icon: "down", press: () => actions.move(id, 1) });
    this.actions = h(
      "div",
      { class: "cell-actions", role: "group", "aria-label": "Cell actions" },
      this.up,
      this.down,
      button({ name: "Delete cell", icon: "remove", class: "danger", press: () => actions.remove(id) }),
    );
    this.element = h("div", { class: "slot" }, insertBar(actions, id), this.region);
  }

  update(cell: Cell, around: Surroundings): void {
    this.region.dataset["state"] = cell.state;
    this.region.dataset["stale"] = String(cell.stale);
    this.up.disabled = around.first;
    this.down.disabled = around.last;
    this.element.classList.toggle("slot-readonly", around.readonly);
  }
}
