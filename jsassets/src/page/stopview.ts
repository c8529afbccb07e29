/// What a cell says that has stopped itself, and the button that lets it go on.

import { button } from "./buttons.ts";
import { h } from "./dom.ts";
import type { CellError } from "./notebook.ts";

/// stopElement shows why a cell stopped. Without `resume` nobody can let it go on here.
export function stopElement(error: CellError, resume: (() => void) | null): HTMLElement {
  const wrong = error.stop === "error";
  return h(
    "div",
    {
      class: wrong ? "output output-stop output-error" : "output output-stop",
      "data-output": "stop",
      role: "group",
      "aria-label": wrong ? "Error" : "Message",
    },
    h("pre", { class: "error-message" }, error.message),
    resume && button({ name: "Continue", icon: "run", text: "Continue", class: "primary", press: resume }),
  );
}
