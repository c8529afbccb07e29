/// Formulas, drawn by the browser itself: TeX becomes MathML, which screen readers know.

import katex from "katex";

/// A formula. What is no TeX is shown as it is, in red.
export function formula(tex: string, display: boolean): HTMLElement {
  const place = document.createElement("span");
  katex.render(tex, place, {
    displayMode: display,
    output: "mathml",
    throwOnError: false,
    trust: false, // no links, no styles of its own
    strict: "ignore",
    maxExpand: 1000,
    maxSize: 50,
  });
  return place;
}
