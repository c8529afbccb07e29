/// Places in a text that changes.

import type { ChangeDesc } from "@codemirror/state";
import type { Diagnostic, Span } from "../notebook.ts";

/// How many updates of a source are kept for findings about earlier versions.
const kept = 100;

/// through returns where a span is after a change. What is typed at its ends is outside.
export function through<T extends Span>(span: T, changes: ChangeDesc): T {
  const from = changes.mapPos(Math.min(span.from, changes.length), 1);
  const to = changes.mapPos(Math.min(span.to, changes.length), -1);
  return { ...span, from: Math.min(from, to), to: Math.max(from, to) };
}

/// after returns findings as they are after a change: those whose text is gone are gone.
export function after(found: readonly Diagnostic[], changes: ChangeDesc): readonly Diagnostic[] {
  if (found.length === 0 || changes.empty) return found;
  return found.flatMap((one) => {
    const moved = through(one, changes);
    return moved.from === moved.to && one.from < one.to ? [] : [moved];
  });
}

/// afterAll returns findings about a text as they are `behind` updates later, the last ones of
/// `recent`; null when those are not known.
export function afterAll(
  found: readonly Diagnostic[],
  recent: readonly ChangeDesc[],
  behind: number,
): readonly Diagnostic[] | null {
  if (behind < 0 || behind > recent.length) return null;
  return recent.slice(recent.length - behind).reduce(after, found);
}

/// remembered returns the updates to keep once more have come.
export function remembered<T>(recent: readonly T[], more: readonly T[]): readonly T[] {
  return [...recent, ...more].slice(-kept);
}
