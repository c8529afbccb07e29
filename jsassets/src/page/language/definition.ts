/// The way from a name to its definition: F12, or a click with Ctrl held.

import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type Command, type DecorationSet, type PluginValue } from "@codemirror/view";
import type { Span } from "../notebook.ts";
import type { Defined } from "./messages.ts";
import { nameAt, placeIn } from "./place.ts";
import type { Service } from "./service.ts";

export interface DefinitionOptions {
  service: Service;
  /// Shows a part of another cell, as the server has its text.
  go(cell: number, span: Span): void;
  /// Opens a page of the web.
  visit(url: string): void;
}

const setLink = StateEffect.define<Span | null>();

const link = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, tr) {
    marks = marks.map(tr.changes);
    for (const effect of tr.effects) {
      if (effect.is(setLink)) marks = effect.value ? Decoration.set(mark.range(effect.value.from, effect.value.to)) : Decoration.none;
    }
    return marks;
  },
  provide: (f) => EditorView.decorations.from(f),
});

const mark = Decoration.mark({ class: "gk-link" });

/// definitions makes names of cell `id` lead to where they are defined, and underlines the one
/// under the pointer while the key is held.
export function definitions(id: number, options: DefinitionOptions): Extension {
  return [link, ViewPlugin.define((view) => new Pointer(view)), clicks(id, options)];
}

/// toDefinition leads from the name at the cursor.
export function toDefinition(id: number, options: DefinitionOptions): Command {
  return (view) => {
    void follow(view, view.state.selection.main.head, id, options);
    return true;
  };
}

/// Ways taken out of a page must lead to the web.
export function mayVisit(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

function clicks(id: number, options: DefinitionOptions): Extension {
  return EditorView.domEventHandlers({
    mousedown(event, view) {
      const at = held(event) && event.button === 0 ? view.posAtCoords(event) : null;
      if (at === null || !nameAt(view.state, at)) return false;
      event.preventDefault();
      void follow(view, at, id, options);
      return true;
    },
  });
}

async function follow(view: EditorView, at: number, id: number, options: DefinitionOptions): Promise<void> {
  const { doc } = view.state;
  const found = await options.service.definition(placeIn(id, view.state, at));
  if (found && found.cell === id && view.state.doc.eq(doc)) return select(view, found);
  if (found && found.cell > 0 && found.cell !== id) return options.go(found.cell, found);
  if (found && mayVisit(found.url)) return options.visit(found.url);
  view.dispatch({ effects: EditorView.announce.of(wordsFor(found)) });
}

function wordsFor(found: Defined | null): string {
  return found?.file ? `Defined in ${found.file}:${found.line}` : "No definition found";
}

/// select puts the cursor over a part of the text and brings it into view.
export function select(view: EditorView, { from, to }: Span): void {
  const { length } = view.state.doc;
  const [anchor, head] = [Math.min(from, length), Math.min(to, length)];
  view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "nearest", yMargin: 80 }) });
  view.focus();
}

function held(event: MouseEvent | KeyboardEvent): boolean {
  return /Mac/.test(navigator.platform) ? event.metaKey : event.ctrlKey;
}

/// Pointer follows the pointer and the key.
class Pointer implements PluginValue {
  private last: MouseEvent | null = null;
  private shown: Span | null = null;
  private readonly ends = new AbortController();

  constructor(private readonly view: EditorView) {
    const { signal } = this.ends;
    const { dom } = view;
    dom.addEventListener("mousemove", (event) => this.look((this.last = event), held(event)), { signal });
    dom.addEventListener("mouseleave", () => this.show((this.last = null)), { signal });
    const key = (event: KeyboardEvent) => this.last && this.look(this.last, held(event));
    document.addEventListener("keydown", key, { signal });
    document.addEventListener("keyup", key, { signal });
    addEventListener("blur", () => this.show(null), { signal });
  }

  destroy(): void {
    this.ends.abort();
  }

  private look(event: MouseEvent, active: boolean): void {
    const at = active ? this.view.posAtCoords(event) : null;
    this.show(at === null ? null : nameAt(this.view.state, at));
  }

  private show(span: Span | null): void {
    if (span?.from === this.shown?.from && span?.to === this.shown?.to) return;
    this.shown = span;
    this.view.dispatch({ effects: setLink.of(span) });
  }
}
