/// The notebook as the server last told it: pure functions from one state to the next.
/// What did not change keeps its identity, so views compare with ===.

import { ChangeSet, Text } from "@codemirror/state";
import { appended } from "./chunks.ts";
import { after, afterAll, remembered } from "./language/positions.ts";
import { merged } from "./graph.ts";
import type { Cell, Notebook, WireUpdate } from "./notebook.ts";
import * as read from "./reading.ts";

/// Thrown when an event does not fit the state: the page then asks for a new snapshot.
export class OutOfStep extends Error {
  override name = "OutOfStep";
}

/// apply returns the notebook after a server event. Events it does not know change nothing.
export function apply(notebook: Notebook, event: string, payload: unknown): Notebook {
  const from = read.members(payload);
  const id = read.count(from["id"]);
  switch (event) {
    case "insert":
      return {
        ...notebook,
        cells: inserted(notebook.cells, read.count(from["index"]), read.cell(from["cell"])),
        undo: read.count(from["undo"]),
      };
    case "delete":
      return {
        ...notebook,
        cells: notebook.cells.filter((cell) => cell.id !== id),
        graph: notebook.graph.filter((node) => node.cell !== id),
        undo: read.count(from["undo"]),
      };
    case "move":
      return { ...notebook, cells: moved(notebook.cells, id, read.count(from["index"])) };
    case "edit":
      return withCell(notebook, id, (cell) => edited(cell, from));
    case "diagnostics":
      return withCell(notebook, id, (cell) => diagnosed(cell, from));
    case "cell":
      return withCell(notebook, id, (cell) => ({ ...cell, ...read.progress(from) }));
    case "clear":
      return withCell(notebook, id, (cell) => ({ ...cell, outputs: [], dropped: 0 }));
    case "output":
      return withCell(notebook, id, (cell) => grown(cell, from));
    case "settings":
      return { ...notebook, reactive: from["reactive"] === true };
    case "graph":
      return { ...notebook, graph: merged(notebook.graph, from) };
    case "runtime":
      return { ...notebook, runtime: read.runtime(payload) };
    case "saved":
      return { ...notebook, saved: read.saved(payload) };
    default:
      return notebook;
  }
}

/// sourceAfter returns a source with updates applied. Throws OutOfStep when they do not fit.
export function sourceAfter(source: string, updates: readonly WireUpdate[]): string {
  return stepped(source, updates)[0];
}

function stepped(source: string, updates: readonly WireUpdate[]): [source: string, changes: ChangeSet[]] {
  try {
    const changes = updates.map((update) => ChangeSet.fromJSON(update.changes));
    const text = changes.reduce((all, change) => change.apply(all), Text.of(source.split("\n")));
    return [text.sliceString(0, text.length, "\n"), changes];
  } catch (error) {
    throw new OutOfStep("an edit does not fit the cell", { cause: error });
  }
}

function inserted(cells: Cell[], index: number, cell: Cell): Cell[] {
  const others = cells.filter((other) => other.id !== cell.id);
  others.splice(index, 0, cell);
  return others;
}

function moved(cells: Cell[], id: number, index: number): Cell[] {
  const cell = cells.find((candidate) => candidate.id === id);
  return cell ? inserted(cells, index, cell) : cells;
}

/// A cell with one more output. The server says how many of the oldest went for it.
function grown(cell: Cell, from: read.Members): Cell {
  const outputs = appended(cell.outputs, read.output(from["output"]));
  const dropped = Math.max(cell.dropped, read.count(from["dropped"]));
  return { ...cell, outputs: outputs.slice(dropped - cell.dropped), dropped };
}

function edited(cell: Cell, from: read.Members): Cell {
  const updates = read.list(from["updates"], read.wireUpdate);
  const version = read.count(from["version"]);
  if (cell.version + updates.length !== version) {
    throw new OutOfStep(`cell ${cell.id} is at version ${cell.version}, not ${version - updates.length}`);
  }
  const [source, changes] = stepped(cell.source, updates);
  return {
    ...cell,
    version,
    source,
    diagnostics: changes.reduce(after, cell.diagnostics),
    recent: remembered(cell.recent, changes),
    html: typeof from["html"] === "string" ? from["html"] : cell.html,
    stale: from["stale"] === true,
  };
}

/// Findings are about the version that they name, which may be behind.
function diagnosed(cell: Cell, from: read.Members): Cell {
  const found = read.diagnostics(from["items"]);
  const diagnostics = afterAll(found, cell.recent, cell.version - read.count(from["version"]));
  return diagnostics ? { ...cell, diagnostics } : cell;
}

function withCell(notebook: Notebook, id: number, change: (cell: Cell) => Cell): Notebook {
  const at = notebook.cells.findIndex((cell) => cell.id === id);
  if (at === -1) return notebook;
  const cells = [...notebook.cells];
  cells[at] = change(cells[at]!);
  return { ...notebook, cells };
}
