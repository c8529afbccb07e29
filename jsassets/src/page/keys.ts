/// Keys outside the editors: a cell that has the keyboard, frames, and the page as a whole.

import type { Then } from "./actions.ts";
import type { CellKind } from "./notebook.ts";
import type { FrameKey } from "./view.ts";

export interface KeyActions {
  run(id: number, then: Then): void;
  insert(before: number | null, kind: CellKind): void;
  edit(id: number): void;
  focus(id: number): void;
  leave(id: number): void;
  move(id: number, by: -1 | 1): void;
  save(): void;
  help(): void;
  neighbour(id: number, by: -1 | 1): number | null;
}

/// wireKeys listens to the keys of the document.
export function wireKeys(actions: KeyActions): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "s") {
      event.preventDefault();
      return actions.save();
    }
    const region = event.target;
    if (event.key === "?" && !command && !(region instanceof Element && region.closest("input, textarea, [role=textbox]"))) {
      event.preventDefault();
      return actions.help();
    }
    if (region instanceof HTMLElement && region.classList.contains("cell")) {
      if (cellKey(actions, Number(region.dataset["cellId"]), event, command)) event.preventDefault();
    }
  });
}

/// handleKey answers the keys that the frames of a cell pass on.
export function handleKey(actions: KeyActions, id: number): (key: FrameKey) => void {
  return ({ key, command, shift }) => {
    if (key === "Enter" && (command || shift)) actions.run(id, command ? "stay" : "next");
    else if (key === "Escape") actions.leave(id);
    else if (command && key.toLowerCase() === "s") actions.save();
  };
}

function cellKey(actions: KeyActions, id: number, event: KeyboardEvent, command: boolean): boolean {
  const neighbour = (by: -1 | 1) => {
    if (event.altKey) return actions.move(id, by);
    const other = actions.neighbour(id, by);
    if (other !== null) actions.focus(other);
  };
  switch (event.key) {
    case "Enter":
      if (command) actions.run(id, "stay");
      else if (event.shiftKey) actions.run(id, "next");
      else actions.edit(id);
      return true;
    case "ArrowUp":
      neighbour(-1);
      return true;
    case "ArrowDown":
      neighbour(1);
      return true;
    case "a":
      if (command) return false;
      actions.insert(id, "code");
      return true;
    case "b":
      if (command) return false;
      actions.insert(actions.neighbour(id, 1), "code");
      return true;
    default:
      return false;
  }
}
