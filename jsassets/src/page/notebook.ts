/// The notebook's data as it comes over the socket (ref "notebook").

import type { ChangeSet } from "@codemirror/state";
import type { GraphNode } from "./graph.ts";

export type CellKind = "code" | "text" | "mod";
export type CellState = "idle" | "queued" | "running" | "ok" | "error" | "stopped" | "interrupted" | "skipped";

export interface CellError {
  message: string;
  line: number;
  col: number;
  stack: string;
  /// How a cell stopped itself: with a message, or an error; empty if it did not.
  stop: "" | "normal" | "error";
}

/// A part of a source, in UTF-16 code units.
export interface Span {
  from: number;
  to: number;
}

/// A finding about the source of a cell.
export interface Diagnostic extends Span {
  severity: "error" | "warning";
  message: string;
  /// What kind of finding: "unusedimport", "vet/printf"; may be empty.
  code: string;
  /// Where more is said about it; may be empty.
  url: string;
}

export type Output =
  | { kind: "stdout" | "stderr"; text: string; cut?: number }
  | { kind: "value"; data: Record<string, unknown> }
  | { kind: "error"; error: CellError }
  | { kind: "note"; text: string };

export interface Cell {
  id: number;
  kind: CellKind;
  source: string;
  /// Counts the updates applied to source.
  version: number;
  /// A text cell, rendered and sanitised by the server.
  html: string;
  state: CellState;
  stale: boolean;
  /// Unix milliseconds; while running.
  started: number;
  /// Duration of the last run.
  ms: number;
  outputs: Output[];
  /// Outputs that are missing before the first: a cell keeps only so many.
  dropped: number;
  notes: string[];
  error: CellError | null;
  /// About `source` as it is here.
  diagnostics: readonly Diagnostic[];
  /// The last updates of `source`: findings may be about an earlier version.
  recent: readonly ChangeSet[];
}

export interface Runtime {
  state: "none" | "building" | "starting" | "ready" | "ended";
  message: string;
  step: string;
  done: number;
  total: number;
  link: "delta" | "full" | "";
  /// The cell that runs; 0 for none.
  busy: number;
  /// In bytes; used 0: not known, limit 0: none.
  memory: { used: number; limit: number };
}

export interface Saved {
  /// Unix milliseconds; 0 for not yet.
  at: number;
  error: string;
  /// What else happened to the file.
  note: string;
}

export interface Notebook {
  path: string;
  name: string;
  /// Why the notebook cannot be changed; empty when it can.
  readonly: string;
  cells: Cell[];
  runtime: Runtime;
  /// Deleted cells that can be restored.
  undo: number;
  saved: Saved;
  /// Whether the cells that depend on one that ran run after it.
  reactive: boolean;
  /// Of code cells, in no particular order.
  graph: GraphNode[];
  /// The most bytes a cell's source may have; 0 for no bound.
  sourceLimit: number;
}

/// One step of collaborative editing on the wire; changes is a CodeMirror ChangeSet as JSON.
export interface WireUpdate {
  clientID: string;
  changes: unknown;
}
