/// Putting elements in order with as few moves as possible: a moved iframe may reload.

/// staying returns the longest run of `next`'s members that already are in the right order
/// in `present`; only the others need to move.
export function staying<T>(present: readonly T[], next: readonly T[]): Set<T> {
  const at = new Map(present.map((item, index) => [item, index]));
  const known = next.filter((item) => at.has(item));
  const length: number[] = [];
  const before: number[] = [];
  let best = -1;
  known.forEach((item, i) => {
    length[i] = 1;
    before[i] = -1;
    for (let j = 0; j < i; j++) {
      if (at.get(known[j]!)! < at.get(item)! && length[j]! + 1 > length[i]!) {
        length[i] = length[j]! + 1;
        before[i] = j;
      }
    }
    if (best === -1 || length[i]! > length[best]!) best = i;
  });
  const result = new Set<T>();
  for (let i = best; i !== -1; i = before[i]!) result.add(known[i]!);
  return result;
}

type Parent = Element & { moveBefore?: (node: Node, before: Node | null) => void };

/// arrange makes `parent` hold exactly `wanted`, in order. Elements that move keep their
/// state where the browser can do that (Element.moveBefore).
export function arrange(parent: Element, wanted: readonly Element[]): void {
  const present = [...parent.children];
  for (const element of present) if (!wanted.includes(element)) element.remove();
  const stay = staying(present, wanted);
  let after: Element | null = null;
  for (const element of [...wanted].reverse()) {
    if (!stay.has(element)) place(parent, element, after);
    after = element;
  }
}

function place(parent: Parent, element: Element, before: Element | null): void {
  if (element.parentElement === parent && parent.moveBefore) parent.moveBefore(element, before);
  else parent.insertBefore(element, before);
}
