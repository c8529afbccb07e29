/// Marking cells with a mouse or pen, from one cell to another. Within a cell the pointer
/// marks text, as everywhere; a finger scrolls.

import type { Place } from "./marks.ts";

export interface Marking {
  place(target: Element): Place | null;
  mark(from: Place, to: Place): void;
}

export function marking(body: HTMLElement, { place, mark }: Marking): void {
  body.addEventListener("pointerdown", (down) => {
    if (down.button !== 0 || down.pointerType === "touch" || down.shiftKey) return;
    const from = place(down.target as Element);
    if (!from) return;
    let dragged = false;
    const ended = new AbortController();
    const { signal } = ended;
    const move = (event: PointerEvent) => {
      const to = place(event.target as Element);
      if (!to || (!dragged && to.row === from.row && to.column === from.column)) return;
      dragged = true;
      body.classList.add("gk-table-marking");
      getSelection()?.removeAllRanges();
      mark(from, to);
    };
    const end = () => {
      body.classList.remove("gk-table-marking");
      if (!dragged) return ended.abort();
      body.addEventListener("click", (event) => event.stopImmediatePropagation(), { capture: true, signal });
      setTimeout(() => ended.abort()); // the click at the end comes at once, or not at all
    };
    body.addEventListener("pointermove", move, { signal });
    addEventListener("pointerup", end, { signal, once: true });
    addEventListener("pointercancel", end, { signal, once: true });
  });
}
