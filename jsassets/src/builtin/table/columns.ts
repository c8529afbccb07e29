/// How wide a table's columns are.

import type { Column } from "./query.ts";

const letter = 7.6; // pixels, about
const [least, most] = [56, 340];

/// A width for what the column's heading and rows say.
function fitting(column: Column): number {
  if (column.width > 0) return column.width;
  const longest = Math.max(column.label.length + 5, column.chars, column.summary.length * 0.85);
  return Math.round(Math.min(most, Math.max(least, longest * letter + 22)));
}

export class Widths {
  private readonly widths: number[];
  private readonly fixed = new Set<number>();

  constructor(columns: Column[]) {
    this.widths = columns.map(fitting);
  }

  of(column: number): number {
    return this.widths[column] ?? least;
  }

  /// The user gave a column this width: it no longer takes a share of what room is left.
  set(column: number, width: number): void {
    this.widths[column] = Math.round(Math.min(2000, Math.max(least / 2, width)));
    this.fixed.add(column);
  }

  /// For grid-template-columns, of the columns of a layout.
  template(layout: number[]): string {
    return layout.map((i) => (this.fixed.has(i) ? `${this.of(i)}px` : `minmax(${this.of(i)}px, ${this.of(i)}fr)`)).join(" ");
  }

  sum(layout: number[]): number {
    return layout.reduce((sum, i) => sum + this.of(i), 0);
  }
}
