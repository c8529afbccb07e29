/// What the session says about Go code, read from the wire. Offsets are UTF-16 code units,
/// as the editor counts. What is missing or odd becomes nothing: no answer takes the page down.

import type { Span } from "../notebook.ts";
import * as read from "../reading.ts";
import { span } from "../reading.ts";

/// A change of a source.
export interface Edit extends Span {
  insert: string;
}

const kinds = ["variable", "constant", "field", "function", "method", "type", "interface", "package", "keyword", "module"] as const;

export type ItemKind = (typeof kinds)[number];

export interface Item {
  label: string;
  kind: ItemKind;
  /// A type, or where a package is.
  detail: string;
  /// What replaces the span instead of the label; empty for the label.
  insert: string;
  doc: string;
  /// Further changes of the same source: an import line.
  edits: Edit[];
}

export interface Completions extends Span {
  items: Item[];
  /// More typing may bring items that are not here.
  incomplete: boolean;
}

export interface Hovered extends Span {
  /// The declaration, as Go.
  code: string;
  html: string;
}

export interface Signature {
  /// Empty when the cursor is in no call.
  label: string;
  /// The parameters' places in the label.
  params: Span[];
  /// The parameter the cursor is at; -1 for none.
  active: number;
  html: string;
}

/// Where a name is defined: in a cell, or else in a package.
export interface Defined extends Span {
  /// 0 for no cell.
  cell: number;
  /// The page of the package; empty for none.
  url: string;
  file: string;
  line: number;
}

/// What a rename would change, or has changed.
export interface Renamed extends Span {
  name: string;
  cells: number;
  error: string;
}

export function completions(from: read.Members): Completions {
  return { ...span(from), items: read.list(from["items"], item), incomplete: from["incomplete"] === true };
}

export function hovered(from: read.Members): Hovered {
  return { ...span(from), code: read.text(from["code"]), html: read.text(from["html"]) };
}

export function signature(from: read.Members): Signature {
  const active = from["active"];
  return {
    label: read.text(from["label"]),
    params: read.list(from["params"], (pair) => (Array.isArray(pair) ? span({ from: pair[0], to: pair[1] }) : span(null))),
    active: typeof active === "number" ? active : -1,
    html: read.text(from["html"]),
  };
}

export function defined(from: read.Members): Defined {
  return {
    ...span(from),
    cell: read.count(from["cell"]),
    url: read.text(from["url"]),
    file: read.text(from["file"]),
    line: read.count(from["line"]),
  };
}

export function renamed(from: read.Members): Renamed {
  return { ...span(from), name: read.text(from["name"]), cells: read.count(from["cells"]), error: read.text(from["error"]) };
}

function item(value: unknown): Item {
  const from = read.members(value);
  return {
    label: read.text(from["label"]),
    kind: kinds.find((kind) => kind === from["kind"]) ?? "variable",
    detail: read.text(from["detail"]),
    insert: read.text(from["insert"]),
    doc: read.text(from["doc"]),
    edits: read.list(from["edits"], edit),
  };
}

function edit(value: unknown): Edit {
  return { ...span(value), insert: read.text(read.members(value)["insert"]) };
}
