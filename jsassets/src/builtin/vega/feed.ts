/// The rows that were appended to a chart: the latest, so many as it keeps.

export type Row = Record<string, unknown>;

/// What a chart has to take in and give up.
export interface Change {
  insert: Row[];
  remove: Row[];
}

export class Feed {
  private rows: Row[] = [];
  private pending: Change = { insert: [], remove: [] };

  constructor(private readonly window: number) {}

  append(rows: Row[]): void {
    this.rows.push(...rows);
    this.pending.insert.push(...rows);
    const over = this.rows.splice(0, Math.max(0, this.rows.length - this.window));
    const gone = new Set(over);
    const never = new Set(this.pending.insert.filter((row) => gone.has(row))); // came and went unseen
    this.pending.insert = this.pending.insert.filter((row) => !never.has(row));
    this.pending.remove.push(...over.filter((row) => !never.has(row)));
  }

  set(rows: Row[]): void {
    const shown = this.rows.filter((row) => !this.pending.insert.includes(row));
    this.pending = { insert: [], remove: [...this.pending.remove, ...shown] };
    this.rows = [];
    this.append(rows);
  }

  /// What is new since the last call.
  take(): Change {
    const change = this.pending;
    this.pending = { insert: [], remove: [] };
    return change;
  }

  /// All rows, as for a chart that has none of them yet.
  all(): Row[] {
    this.pending = { insert: [], remove: [] };
    return this.rows;
  }
}
