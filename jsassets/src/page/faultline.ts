/// The line an error points at, marked in the editor.

import { StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";

export interface Fault {
  /// 1-based.
  line: number;
  /// 1-based, in bytes, as Go counts; 0 for unknown.
  col: number;
}

/// Marks a fault, or none.
export const setFault = StateEffect.define<Fault | null>();

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, tr) {
    marks = marks.map(tr.changes);
    for (const effect of tr.effects) if (effect.is(setFault)) marks = marksOf(tr.state, effect.value);
    return marks;
  },
  provide: (f) => EditorView.decorations.from(f),
});

export function faultLine(): Extension {
  return field;
}

/// position returns the place in the document that a fault names, kept inside it.
export function position(state: EditorState, fault: Fault): number {
  const line = state.doc.line(Math.min(Math.max(1, fault.line), state.doc.lines));
  return line.from + unitsOf(line.text, Math.max(0, fault.col - 1));
}

function marksOf(state: EditorState, fault: Fault | null): DecorationSet {
  if (!fault || fault.line < 1 || fault.line > state.doc.lines) return Decoration.none;
  const line = state.doc.line(fault.line);
  const marks = [Decoration.line({ class: "cm-fault-line" }).range(line.from)];
  const from = position(state, fault);
  const word = /^(?:[\p{L}\p{N}_]+|.)/u.exec(line.text.slice(from - line.from))?.[0];
  if (fault.col > 0 && word) marks.push(Decoration.mark({ class: "cm-fault" }).range(from, from + word.length));
  return Decoration.set(marks);
}

/// How many UTF-16 units the first `bytes` bytes of a text are.
function unitsOf(text: string, bytes: number): number {
  let units = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    bytes -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (bytes < 0) break;
    units += character.length;
  }
  return units;
}
