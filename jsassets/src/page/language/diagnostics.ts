/// Findings about a cell's source, shown in its editor: under the text, beside the line
/// numbers, and in words where the cursor is taken to.

import { RangeSet, StateEffect, StateField, type EditorState, type Extension, type Text } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  GutterMarker,
  gutterLineClass,
  showTooltip,
  type Command,
  type DecorationSet,
  type Tooltip,
} from "@codemirror/view";
import { h } from "../dom.ts";
import type { Diagnostic, Span } from "../notebook.ts";
import { after } from "./positions.ts";

/// Replaces the findings. They are about the document as it is.
export const setDiagnostics = StateEffect.define<readonly Diagnostic[]>();

interface Found {
  items: readonly Diagnostic[];
  marks: DecorationSet;
  lines: RangeSet<GutterMarker>;
}

const none: Found = { items: [], marks: Decoration.none, lines: RangeSet.empty };

const field = StateField.define<Found>({
  create: () => none,
  update(found, tr) {
    const fresh = tr.effects.find((effect) => effect.is(setDiagnostics))?.value as readonly Diagnostic[] | undefined;
    if (fresh) return foundIn(tr.newDoc, within(fresh, tr.newDoc.length));
    if (!tr.docChanged || found.items.length === 0) return found;
    return foundIn(tr.newDoc, after(found.items, tr.changes));
  },
  provide: (f) => [
    EditorView.decorations.from(f, (found) => found.marks),
    gutterLineClass.from(f, (found) => found.lines),
  ],
});

/// What is said where the cursor was put; not where it came by typing.
const told = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, tr) {
    if (tr.docChanged || tr.effects.some((effect) => effect.is(hush))) return null;
    const fresh = tr.effects.some((effect) => effect.is(setDiagnostics));
    if (!tr.selection && !(fresh && tooltip)) return tooltip;
    const { main } = tr.state.selection;
    const here = main.empty ? diagnosticsAt(tr.state, main.head) : [];
    if (here.length === 0) return null;
    const { from, to } = spanOf(here[0]!, tr.newDoc);
    return { pos: from, end: to, above: true, create: () => ({ dom: said(here) }) };
  },
  provide: (f) => showTooltip.from(f),
});

/// A press on it leaves the keyboard in the editor, whose loss would take it away.
function said(items: readonly Diagnostic[]): HTMLElement {
  return h("div", { class: "gk-tip", onmousedown: (event: MouseEvent) => event.preventDefault() }, messages(items));
}

const hush = StateEffect.define<null>();

export function diagnosed(): Extension {
  return [field, told, EditorView.domEventHandlers({ blur: (_event, view) => void quiet(view) })];
}

/// quiet takes away what is said at the cursor; false if nothing was.
export const quiet: Command = (view) => {
  if (!view.state.field(told, false)) return false;
  view.dispatch({ effects: hush.of(null) });
  return true;
};

/// telling reports whether findings are said at the cursor.
export function telling(state: EditorState): boolean {
  return Boolean(state.field(told, false));
}

/// diagnosticsAt returns the findings at a place, errors first.
export function diagnosticsAt(state: EditorState, at: number): Diagnostic[] {
  const { items } = state.field(field, false) ?? none;
  const here = items.filter((item) => {
    const { from, to } = spanOf(item, state.doc);
    return from <= at && at <= to;
  });
  return here.sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
}

/// spanOf returns what is marked for a finding: one without an extent marks a character.
export function spanOf({ from, to }: Span, doc: Text): Span {
  if (from < to) return { from, to };
  const line = doc.lineAt(from);
  if (from < line.to) return { from, to: from + 1 };
  return { from: Math.max(line.from, from - 1), to: from };
}

/// messages shows findings in words.
export function messages(items: readonly Diagnostic[]): HTMLElement {
  const list = h("ul", { class: "gk-found" });
  for (const { severity, message, code, url } of items) {
    const leads = /^https?:\/\//i.test(url);
    const name = leads ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, code || "more") : code;
    const spoken = h("span", { class: "spoken" }, `${severity}: `);
    list.append(h("li", { class: `gk-found-${severity}` }, spoken, message, name && h("small", {}, name)));
  }
  return list;
}

/// toDiagnostic takes the cursor to the next finding (1) or the one before (-1), round and round.
export function toDiagnostic(by: 1 | -1): Command {
  return (view) => {
    const { state } = view;
    const items = [...(state.field(field, false) ?? none).items].sort((a, b) => a.from - b.from);
    const at = state.selection.main.head;
    const next = by === 1 ? items.find(({ from }) => from > at) : items.filter(({ from }) => from < at).at(-1);
    const target = next ?? items.at(by === 1 ? 0 : -1);
    const words = target
      ? `${target.severity}: ${target.message}, line ${state.doc.lineAt(target.from).number}`
      : "No problems in this cell";
    view.dispatch({
      ...(target && { selection: { anchor: target.from }, scrollIntoView: true }),
      effects: EditorView.announce.of(words),
    });
    return true;
  };
}

function within(items: readonly Diagnostic[], length: number): Diagnostic[] {
  return items.map((item) => ({ ...item, from: Math.min(item.from, length), to: Math.min(item.to, length) }));
}

class LineDot extends GutterMarker {
  constructor(override readonly elementClass: string) {
    super();
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof LineDot && other.elementClass === this.elementClass;
  }
}

const dots = { error: new LineDot("gk-line-error"), warning: new LineDot("gk-line-warning") };

function foundIn(doc: Text, items: readonly Diagnostic[]): Found {
  if (items.length === 0) return none;
  const marks = items.flatMap((item) => {
    const { from, to } = spanOf(item, doc);
    return from < to ? [Decoration.mark({ class: classOf(item) }).range(from, to)] : [];
  });
  const worst = new Map<number, Diagnostic["severity"]>();
  for (const { from, severity } of items) {
    const line = doc.lineAt(from).from;
    if (worst.get(line) !== "error") worst.set(line, severity);
  }
  const lines = [...worst].map(([line, severity]) => dots[severity].range(line));
  return { items, marks: Decoration.set(marks, true), lines: RangeSet.of(lines, true) };
}

function classOf({ severity, code }: Diagnostic): string {
  return `gk-squiggle gk-squiggle-${severity}${code === "unusedimport" ? " gk-unused" : ""}`;
}
