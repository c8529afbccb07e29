/// The client half of collaborative editing: @codemirror/collab with the server as the
/// authority. One batch of updates is under way at a time; a refused one is sent again when
/// it has been moved over what came in between.

import { collab, getSyncedVersion, receiveUpdates, sendableUpdates, type Update } from "@codemirror/collab";
import { ChangeSet, Compartment, Text, Transaction, type ChangeDesc, type EditorState, type Extension, type TransactionSpec } from "@codemirror/state";
import type { WireUpdate } from "./notebook.ts";

/// The part of an EditorView that is used here.
export interface Host {
  readonly state: EditorState;
  dispatch(spec: TransactionSpec | Transaction): void;
}

/// A batch on its way to the server; see Sent in the link.
export interface Batch {
  readonly state: "pending" | "handled" | "dropped";
}

export type Push = (version: number, updates: WireUpdate[]) => Batch;

export class Collab {
  private readonly compartment = new Compartment();
  private host: Host | null = null;
  private underWay: { batch: Batch; updates: readonly Update[] } | null = null;
  private waiting: (() => void)[] = [];
  private resyncing = false;
  private refusing = false;

  constructor(
    private readonly clientID: string,
    private readonly push: Push,
  ) {}

  /// What the editor's state needs; `version` is that of the document it starts with.
  extension(version: number): Extension {
    return this.compartment.of(this.protocol(version));
  }

  attach(host: Host): void {
    this.host = host;
  }

  detach(): void {
    this.host = null;
    this.release();
  }

  /// Whether the server has yet to confirm something.
  get unconfirmed(): boolean {
    return this.host !== null && sendableUpdates(this.host.state).length > 0;
  }

  /// What the server has yet to confirm, as one change of the text it has.
  get pending(): ChangeDesc | null {
    if (!this.host) return null;
    const updates = sendableUpdates(this.host.state);
    return updates.length > 0 ? composed(updates, updates[0]!.changes.length) : null;
  }

  /// Resolves when the server has confirmed all that was typed until now, or the editor closes.
  settled(): Promise<void> {
    if (!this.unconfirmed) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /// Call after each change of the document: sends what is new. A batch that was dropped
  /// on its way is sent with it.
  changed(): void {
    if (!this.host || this.resyncing || this.refusing) return;
    if (this.underWay && this.underWay.batch.state !== "dropped") return;
    const updates = sendableUpdates(this.host.state);
    if (updates.length === 0) return this.release();
    const wire = updates.map(({ clientID, changes }) => ({ clientID, changes: changes.toJSON() as unknown }));
    const batch = this.push(getSyncedVersion(this.host.state), wire);
    this.underWay = { batch, updates: [...updates] };
  }

  /// Updates from the server, the page's own among them; `version` is the one after them.
  /// Reports whether they fit; if not, resync is needed.
  receive(version: number, updates: readonly WireUpdate[]): boolean {
    const host = this.host;
    if (!host) return true;
    if (getSyncedVersion(host.state) + updates.length !== version) return false;
    let parsed: Update[];
    try {
      parsed = updates.map(({ clientID, changes }) => ({ clientID, changes: ChangeSet.fromJSON(changes) }));
      host.dispatch(receiveUpdates(host.state, parsed));
    } catch {
      return false;
    }
    if (updates.some((update) => update.clientID === this.clientID)) this.underWay = null;
    this.changed();
    return true;
  }

  /// The server refused the batch: others came first. Their updates arrived before this.
  rejected(): void {
    this.underWay = null;
    this.changed();
  }

  /// The server will never take the batch: nothing is sent until a resync, which then
  /// drops what is typed here.
  refused(): void {
    this.refusing = true;
  }

  /// A new snapshot: the server's source and version of now. `base` is what the server's
  /// source was when it was last heard of. What was typed since and has not been applied
  /// there is kept on top.
  resync(source: string, version: number, base: string): void {
    const host = this.host;
    if (!host) return;
    const pending = this.refusing ? null : this.pendingOver(base, source, version);
    this.refusing = false;
    const local = host.state.doc;
    const wanted = Text.of(source.split("\n"));
    this.underWay = null;
    this.resyncing = true;
    host.dispatch({ effects: this.compartment.reconfigure([]) });
    host.dispatch({
      changes: difference(local, wanted),
      annotations: [Transaction.addToHistory.of(false), Transaction.remote.of(true)],
      filter: false,
    });
    host.dispatch({ effects: this.compartment.reconfigure(this.protocol(version)) });
    if (pending) host.dispatch({ changes: pending, filter: false });
    this.resyncing = false;
    this.changed();
  }

  /// The local changes that `source` lacks, made to apply to it.
  private pendingOver(base: string, source: string, version: number): ChangeSet | null {
    const host = this.host!;
    const updates = sendableUpdates(host.state);
    const theirs = Text.of(source.split("\n"));
    if (updates.length === 0 || host.state.doc.eq(theirs)) return null;
    const sent = this.underWay?.updates.length ?? 0;
    const before = Text.of(base.split("\n"));
    const start = this.applied(before, theirs, version) ? sent : 0;
    const from = composed(updates.slice(0, start), before.length).apply(before);
    const rest = composed(updates.slice(start), from.length);
    return rest.empty ? null : rest.map(difference(from, theirs));
  }

  /// Whether the batch under way is part of `theirs` although its confirmation was lost.
  private applied(before: Text, theirs: Text, version: number): boolean {
    if (!this.underWay) return false;
    const { batch, updates } = this.underWay;
    if (composed(sendableUpdates(this.host!.state).slice(0, updates.length), before.length).apply(before).eq(theirs)) {
      return true;
    }
    const others = version - getSyncedVersion(this.host!.state) - updates.length;
    return batch.state === "handled" && others > 0;
  }

  private protocol(startVersion: number): Extension {
    return collab({ startVersion, clientID: this.clientID });
  }

  private release(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

function composed(updates: readonly Update[], length: number): ChangeSet {
  return updates.reduce((all, update) => all.compose(update.changes), ChangeSet.empty(length));
}

/// The one change between what two texts begin with and end with in common.
export function difference(from: Text, to: Text): ChangeSet {
  const a = from.sliceString(0);
  const b = to.sliceString(0);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  if (start === a.length && start === b.length) return ChangeSet.empty(a.length);
  const insert = to.slice(start, b.length - end);
  return ChangeSet.of({ from: start, to: a.length - end, insert }, a.length);
}
