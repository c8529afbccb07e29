/// The keyboard's place over a run of a cell: the input that its cell makes anew gets the focus
/// that the one before it had, unless the user has gone elsewhere.

import type { BuiltinContext } from "../contract.ts";
import type { Props } from "./props.ts";

/// How long, in milliseconds, a cell may take to make the input again.
const longest = 10_000;

/// The input that had the focus when it ended, by the cell around it.
const lost = new WeakMap<Element, { name: string; at: number }>();

export function refocus(ctx: BuiltinContext, { kind, label }: Props, focus: () => void): void {
  const cell = ctx.root.closest(".cell");
  if (!cell) return;
  const name = `${kind} ${label}`;
  ctx.onDestroy(() => {
    if (ctx.root.contains(document.activeElement)) lost.set(cell, { name, at: performance.now() });
  });
  const before = lost.get(cell);
  if (before?.name !== name) return;
  lost.delete(cell);
  if (performance.now() - before.at < longest && document.activeElement === document.body) focus();
}
