/// Cells that are marked for copying: a rectangle of what is seen. It is the page's own
/// affair; which rows are selected concerns Go code.

export interface Place {
  row: number;
  column: number;
}

export class Marks {
  private from: Place | null = null;
  private to: Place | null = null;

  /// First and last row and column; null if nothing is marked.
  get box(): { top: number; bottom: number; left: number; right: number } | null {
    const { from, to } = this;
    if (!from || !to) return null;
    return {
      top: Math.min(from.row, to.row),
      bottom: Math.max(from.row, to.row),
      left: Math.min(from.column, to.column),
      right: Math.max(from.column, to.column),
    };
  }

  has(row: number, column: number): boolean {
    const box = this.box;
    return box !== null && row >= box.top && row <= box.bottom && column >= box.left && column <= box.right;
  }

  set(from: Place, to: Place): void {
    this.from = { ...from };
    this.to = { ...to };
  }

  /// The rectangle from where it began, or from `from` if there is none, to `to`.
  extend(from: Place, to: Place): void {
    this.set(this.from ?? from, to);
  }

  /// Whether there was something to clear.
  clear(): boolean {
    const was = this.from !== null;
    this.from = this.to = null;
    return was;
  }
}
