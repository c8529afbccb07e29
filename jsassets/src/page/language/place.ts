/// What questions about a cell are asked with.

import type { EditorState } from "@codemirror/state";
import { syntaxTree } from "@codemirror/language";
import type { Span } from "../notebook.ts";
import type { Place } from "./service.ts";

/// placeIn returns a place in a cell's text as it is now.
export function placeIn(id: number, state: EditorState, offset: number): Place {
  return { id, source: state.doc.toString(), offset };
}

/// nameAt returns the name at a place, or the path of an import; null where there is neither.
export function nameAt(state: EditorState, at: number): Span | null {
  const word = state.wordAt(at);
  if (!word) return null;
  const node = syntaxTree(state).resolveInner(word.from, 1);
  if (node.name === "String" && node.parent?.name === "ImportSpec") return { from: node.from, to: node.to };
  return /^(?:VariableName|DefName|TypeName|FieldName|LabelName|make|new)$/.test(node.name) ? { from: word.from, to: word.to } : null;
}
