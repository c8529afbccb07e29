/// Dragging a heading to another place, with a mouse or pen: a finger scrolls, and has the
/// list of columns.

const begins = 6; // pixels: less is a click
const edge = 30; // pixels from the side, where the table scrolls along

export interface Drag {
  /// The headings in the order they are seen.
  headings(): HTMLElement[];
  /// What scrolls.
  view(): HTMLElement;
  drop(from: number, to: number): void;
}

/// Lets a heading be dragged. The click at the end of it is no click on the heading.
export function draggable(heading: HTMLElement, drag: Drag): void {
  let over: { element: HTMLElement; after: boolean } | null = null;
  const show = (next: typeof over) => {
    over?.element.removeAttribute("data-drop");
    over = next;
    over?.element.setAttribute("data-drop", over.after ? "after" : "before");
  };

  heading.addEventListener("pointerdown", (down) => {
    if (down.button !== 0 || down.pointerType === "touch") return;
    let moving = false;
    const ended = new AbortController();
    const { signal } = ended;
    const end = () => {
      ended.abort();
      show(null);
      heading.classList.remove("gk-table-dragged");
    };
    const move = (event: PointerEvent) => {
      if (!moving && Math.abs(event.clientX - down.clientX) < begins) return;
      if (!moving) heading.setPointerCapture(event.pointerId);
      moving = true;
      heading.classList.add("gk-table-dragged");
      const view = drag.view();
      const { left, right } = view.getBoundingClientRect();
      if (event.clientX < left + edge) view.scrollLeft -= 12;
      if (event.clientX > right - edge) view.scrollLeft += 12;
      show(nearest(drag.headings(), event.clientX));
    };
    const up = () => {
      const target = over;
      end();
      if (!moving) return;
      const swallow = new AbortController();
      heading.addEventListener("click", (event) => event.stopImmediatePropagation(), { capture: true, signal: swallow.signal });
      setTimeout(() => swallow.abort()); // it comes at once, or not at all
      if (!target) return;
      const all = drag.headings();
      const from = all.indexOf(heading);
      const at = all.indexOf(target.element) + (target.after ? 1 : 0);
      drag.drop(from, at > from ? at - 1 : at);
    };
    heading.addEventListener("pointermove", move, { signal });
    heading.addEventListener("pointerup", up, { signal });
    heading.addEventListener("pointercancel", end, { signal });
  });
}

/// The heading at x, and which half of it.
function nearest(headings: HTMLElement[], x: number): { element: HTMLElement; after: boolean } | null {
  for (const element of headings) {
    const { left, right } = element.getBoundingClientRect();
    if (x < right || element === headings.at(-1)) return { element, after: x > (left + right) / 2 };
  }
  return null;
}
