/// An error of a cell: message, place, stack.

import { h } from "./dom.ts";
import type { CellError } from "./notebook.ts";

/// Goes to a line of a cell's source.
export type Jump = (cell: number, line: number, col: number) => void;

/// errorElement shows an error that happened in `cell`. Places in it lead to the source.
export function errorElement(cell: number, error: CellError, jump: Jump): HTMLElement {
  const named = placePattern().test(error.message);
  const element = h("div", { class: "output output-error", "data-output": "error", role: "group", "aria-label": "Error" });
  const message = h("pre", { class: "error-message" });
  if (error.line > 0 && !named) {
    message.append(placeButton(`Line ${error.line}`, cell, error.line, error.col, jump), ": ");
  }
  message.append(...linked(error.message, jump));
  element.append(message);
  if (error.stack) {
    element.append(
      h("details", { class: "error-stack" }, h("summary", {}, "Stack"), h("pre", {}, ...linked(error.stack, jump))),
    );
  }
  return element;
}

/// `cell3:12:5` and `cell3:12`, as positions in cells are written.
function placePattern(): RegExp {
  return /\bcell(\d+):(\d+)(?::(\d+))?/g;
}

function linked(text: string, jump: Jump): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  let at = 0;
  for (const match of text.matchAll(placePattern())) {
    nodes.push(text.slice(at, match.index));
    const [place, cell, line, col] = match;
    nodes.push(placeButton(place, Number(cell), Number(line), Number(col ?? 0), jump));
    at = match.index + place.length;
  }
  nodes.push(text.slice(at));
  return nodes;
}

function placeButton(text: string, cell: number, line: number, col: number, jump: Jump): HTMLElement {
  return h("button", { type: "button", class: "place", onclick: () => jump(cell, line, col) }, text);
}
