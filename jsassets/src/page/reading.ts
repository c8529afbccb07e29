/// Reading wire values into the notebook's types: a missing or odd member becomes its zero
/// value, so that one bad field never takes the page down.

import { appended } from "./chunks.ts";
import type { Cell, CellError, CellKind, CellState, Diagnostic, Notebook, Output, Runtime, Saved, Span, WireUpdate } from "./notebook.ts";
import { node } from "./graph.ts";

export type Members = Record<string, unknown>;

export function members(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

export function list<T>(value: unknown, read: (element: unknown) => T): T[] {
  return Array.isArray(value) ? value.map(read) : [];
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  return allowed.find((word) => word === value) ?? allowed[0]!;
}

const kinds: readonly CellKind[] = ["code", "text", "mod"];
const states: readonly CellState[] = ["idle", "queued", "running", "ok", "error", "stopped", "interrupted", "skipped"];

export function notebook(value: unknown): Notebook {
  const from = members(value);
  return {
    path: text(from["path"]),
    name: text(from["name"]),
    readonly: text(from["readonly"]),
    cells: list(from["cells"], cell),
    runtime: runtime(from["runtime"]),
    undo: count(from["undo"]),
    saved: saved(from["saved"]),
    reactive: from["reactive"] === true,
    graph: list(from["graph"], node),
    sourceLimit: count(members(from["limits"])["source"]),
  };
}

export function cell(value: unknown): Cell {
  const from = members(value);
  const found = members(from["diagnostics"]);
  const current = count(found["version"]) === count(from["version"]);
  return {
    id: count(from["id"]),
    kind: oneOf(from["kind"], kinds),
    source: text(from["source"]),
    version: count(from["version"]),
    html: text(from["html"]),
    outputs: list(from["outputs"], output).reduce(appended, []),
    dropped: count(from["dropped"]),
    diagnostics: current ? diagnostics(found["items"]) : [],
    recent: [],
    ...progress(from),
  };
}

/// The members a "cell" event replaces.
export function progress(from: Members): Pick<Cell, "state" | "stale" | "started" | "ms" | "error" | "notes"> {
  return {
    state: oneOf(from["state"], states),
    stale: from["stale"] === true,
    started: count(from["started"]),
    ms: count(from["ms"]),
    error: from["error"] ? cellError(from["error"]) : null,
    notes: list(from["notes"], text),
  };
}

export function output(value: unknown): Output {
  const from = members(value);
  switch (from["kind"]) {
    case "stdout":
    case "stderr":
      return { kind: from["kind"], text: text(from["text"]), cut: count(from["cut"]) };
    case "value":
      return { kind: "value", data: members(from["data"]) };
    case "error":
      return { kind: "error", error: cellError(from["error"]) };
    default:
      return { kind: "note", text: text(from["text"]) };
  }
}

export function runtime(value: unknown): Runtime {
  const from = members(value);
  const memory = members(from["memory"]);
  return {
    state: oneOf(from["state"], ["none", "building", "starting", "ready", "ended"] as const),
    message: text(from["message"]),
    step: text(from["step"]),
    done: count(from["done"]),
    total: count(from["total"]),
    link: oneOf(from["link"], ["", "delta", "full"] as const),
    busy: count(from["busy"]),
    memory: { used: count(memory["used"]), limit: count(memory["limit"]) },
  };
}

export function saved(value: unknown): Saved {
  const from = members(value);
  return { at: count(from["at"]), error: text(from["error"]), note: text(from["note"]) };
}

export function span(value: unknown): Span {
  const from = members(value);
  const start = offset(from["from"]);
  return { from: start, to: Math.max(start, offset(from["to"])) };
}

export function diagnostics(value: unknown): Diagnostic[] {
  return list(value, (element) => {
    const from = members(element);
    return {
      ...span(from),
      severity: oneOf(from["severity"], ["error", "warning"] as const),
      message: text(from["message"]),
      code: text(from["code"]),
      url: text(from["url"]),
    };
  });
}

function offset(value: unknown): number {
  return Math.max(0, Math.trunc(count(value)));
}

export function wireUpdate(value: unknown): WireUpdate {
  const from = members(value);
  return { clientID: text(from["clientID"]), changes: from["changes"] };
}

function cellError(value: unknown): CellError {
  const from = members(value);
  return {
    message: text(from["message"]),
    line: count(from["line"]),
    col: count(from["col"]),
    stack: text(from["stack"]),
    stop: from["stop"] ? oneOf(from["stop"], ["normal", "error"] as const) : "",
  };
}
