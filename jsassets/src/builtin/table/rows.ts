/// The rows that a page has of a table: a few blocks around what it looks at.

import type { Window } from "./query.ts";

/// Rows of one question, blocks that are kept, questions at a time.
export const block = 100;
export const kept = 30;
const atOnce = 2;

export interface Row {
  id: number;
  cells: string[];
}

export class Rows {
  /// Rows that the query finds; -1 while that is not known.
  total = -1;
  private known = 0;
  private ended = false; // there are no more to be had than are known
  private blocks = new Map<number, Row[]>(); // the latest used last
  private stale = new Map<number, Row[]>(); // shown until what replaces them is here
  private asked = new Set<number>();
  private underway = 0; // questions, to former queries too
  private wanted: number[] = [];
  private query = 0; // answers to former ones are late

  constructor(
    private readonly ask: (offset: number, limit: number) => Promise<Window>,
    private readonly changed: () => void,
    private readonly failed: (message: string) => void,
  ) {}

  /// How many rows one can scroll through; some more than are known where there are more.
  get length(): number {
    if (this.total >= 0) return this.total;
    return this.ended ? this.known : this.known + block;
  }

  /// Whether there are rows that the table does not take.
  get cut(): boolean {
    return this.total < 0 && this.ended;
  }

  /// Another query: nothing is known of its rows but what `first` says.
  reset(first?: Window): void {
    this.query++;
    this.blocks.clear();
    this.stale.clear();
    this.asked.clear();
    this.wanted = [];
    this.total = -1;
    this.known = 0;
    this.ended = false;
    if (first) this.take(first, first.cells.length);
  }

  /// The rows have changed where they are: those that are here are shown until others come.
  refresh(): void {
    this.query++;
    for (const [at, rows] of this.blocks) this.stale.set(at, rows);
    this.blocks.clear();
    this.asked.clear();
    this.wanted = [];
    this.ended = false;
  }

  row(index: number): Row | undefined {
    const at = Math.floor(index / block);
    return (this.blocks.get(at) ?? this.stale.get(at))?.[index % block];
  }

  /// The numbers of the rows from `first` to before `end`, as many as there are of them.
  /// Those that are not here are asked for, and not kept.
  async ids(first: number, end: number): Promise<number[]> {
    const found: number[] = [];
    const stop = Math.min(end, this.length);
    while (first + found.length < stop) {
      const at = first + found.length;
      const row = this.row(at);
      if (row) {
        found.push(row.id);
        continue;
      }
      const { ids } = await this.ask(at, Math.min(5 * block, stop - at));
      if (ids.length === 0) break;
      found.push(...ids);
    }
    return found;
  }

  /// Rows from `first` to before `end` are looked at: asks for those that are missing.
  want(first: number, end: number): void {
    this.wanted = [];
    for (let at = Math.floor(first / block); at * block < Math.min(end, this.length); at++) {
      const present = this.blocks.get(at);
      if (present) {
        this.blocks.delete(at);
        this.blocks.set(at, present);
      }
      const whole = present && (present.length === block || at * block + present.length >= this.length);
      if (!whole && !this.asked.has(at)) this.wanted.push(at);
    }
    this.next();
  }

  private next(): void {
    while (this.underway < atOnce && this.wanted.length > 0) void this.fetch(this.wanted.shift()!);
  }

  private async fetch(at: number): Promise<void> {
    const query = this.query;
    this.asked.add(at);
    this.underway++;
    try {
      const window = await this.ask(at * block, block);
      this.underway--;
      if (query === this.query) {
        this.asked.delete(at);
        this.take(window, block);
        this.changed();
        if (window.problem) this.failed(window.problem);
      }
    } catch (error) {
      this.underway--;
      if (query === this.query) {
        this.asked.delete(at);
        this.wanted = [];
        this.failed(error instanceof Error ? error.message : String(error));
      }
    }
    this.next();
  }

  private take(window: Window, limit: number): void {
    this.total = window.total;
    this.known = Math.max(this.known, window.known);
    if (window.total < 0 && window.cells.length < limit) this.ended = true;
    window.cells.forEach((cells, i) => {
      const index = window.offset + i;
      const at = Math.floor(index / block);
      const rows = this.blocks.get(at) ?? [];
      rows[index % block] = { id: window.ids[i]!, cells };
      this.blocks.set(at, rows);
      this.stale.delete(at);
    });
    for (const oldest of this.blocks.keys()) {
      if (this.blocks.size <= kept) break;
      this.blocks.delete(oldest);
    }
  }
}
