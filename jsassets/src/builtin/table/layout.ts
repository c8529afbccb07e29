/// Which columns are shown, and in which order. A layout is a list of numbers of the
/// heading's columns; in a query it is a list of keys, none for all as they came.

import type { Column } from "./query.ts";

/// The layout that a query asks for. There is always a column.
export function layoutOf(columns: Column[], keys: string[]): number[] {
  const found = keys.map((key) => columns.findIndex((column) => column.key === key)).filter((at) => at >= 0);
  return found.length > 0 ? [...new Set(found)] : columns.map((_, at) => at);
}

/// The keys of a layout, for a query.
export function keysOf(columns: Column[], layout: number[]): string[] {
  const untouched = layout.length === columns.length && layout.every((at, i) => at === i);
  return untouched ? [] : layout.map((at) => columns[at]!.key);
}

/// The column at `from` is moved to stand at `to`.
export function moved(layout: number[], from: number, to: number): number[] {
  const rest = layout.filter((_, i) => i !== from);
  const at = Math.max(0, Math.min(to, rest.length));
  return [...rest.slice(0, at), layout[from]!, ...rest.slice(at)];
}

/// A column is hidden, or shown again behind the nearest shown one that came before it. The
/// last one stays.
export function toggled(layout: number[], column: number): number[] {
  if (layout.includes(column)) return layout.length > 1 ? layout.filter((at) => at !== column) : layout;
  for (let before = column - 1; before >= 0; before--) {
    const at = layout.indexOf(before);
    if (at >= 0) return [...layout.slice(0, at + 1), column, ...layout.slice(at + 1)];
  }
  return [column, ...layout];
}
