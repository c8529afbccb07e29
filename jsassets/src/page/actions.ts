/// What cells and the toolbar may ask of the page.

import type { Push } from "./collab.ts";
import type { Jump } from "./errorview.ts";
import type { LanguageActions } from "./language/support.ts";
import type { CellKind } from "./notebook.ts";
import type { FrameOptions } from "./view.ts";

/// Where the cursor goes after a run: nowhere, to the next cell, or into a new one below.
export type Then = "stay" | "next" | "insert";

export interface Actions {
  readonly clientID: string;
  /// Runs a code cell with all that was typed; of a text cell only `then` remains.
  run(id: number, then: Then): void;
  /// Runs a cell that has stopped itself, and what was to follow it.
  resume(id: number): void;
  interrupt(): void;
  remove(id: number): void;
  /// Moves a cell up (-1) or down (+1).
  move(id: number, by: -1 | 1): void;
  /// Adds an empty cell before the cell `before`, or last.
  insert(before: number | null, kind: CellKind): void;
  /// Sends edits of a cell.
  push(id: number): Push;
  jump: Jump;
  readonly language: LanguageActions;
  /// Gives a cell the keyboard, and shows it.
  focus(id: number): void;
  /// Shows a short message.
  say(message: string): void;
  /// Leaves the editor: the cell itself gets the keyboard.
  leave(id: number): void;
  frames(id: number): FrameOptions;
}
