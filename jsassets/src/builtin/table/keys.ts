/// Where keys lead in a table.

import type { Place } from "./marks.ts";

export interface Bounds {
  /// The last row, -1 if there is none; the headings are row -1.
  row: number;
  column: number;
  /// Rows that Page up and down go.
  page: number;
}

/// The place that a key leads to, within the bounds; null if it leads nowhere.
export function leads(event: { key: string; far: boolean }, { row, column }: Place, last: Bounds): Place | null {
  const to = target(event, row, column, last);
  if (!to) return null;
  return { row: Math.max(-1, Math.min(to[0], last.row)), column: Math.max(0, Math.min(to[1], last.column)) };
}

function target({ key, far }: { key: string; far: boolean }, row: number, column: number, last: Bounds): [number, number] | null {
  switch (key) {
    case "ArrowDown":
      return [far ? last.row : row + 1, column];
    case "ArrowUp":
      return [far ? -1 : row - 1, column];
    case "ArrowLeft":
      return [row, far ? 0 : column - 1];
    case "ArrowRight":
      return [row, far ? last.column : column + 1];
    case "PageDown":
      return [row + last.page, column];
    case "PageUp":
      return [Math.max(0, row - last.page), column];
    case "Home":
      return [far ? 0 : row, 0];
    case "End":
      return [far ? last.row : row, last.column];
  }
  return null;
}
