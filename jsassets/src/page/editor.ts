/// A cell's source in CodeMirror.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { EditorState, Prec, type Extension, type Transaction } from "@codemirror/state";
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { Collab, type Push } from "./collab.ts";
import { faultLine, position, setFault, type Fault } from "./faultline.ts";
import { language } from "./highlight.ts";
import { select } from "./language/definition.ts";
import { setDiagnostics } from "./language/diagnostics.ts";
import { after, through } from "./language/positions.ts";
import type { Cell, Diagnostic, Span } from "./notebook.ts";

export interface EditorOptions {
  cell: Cell;
  label: string;
  readonly: boolean;
  /// What the cell's language brings.
  support?: Extension;
  clientID: string;
  /// The most bytes the source may have; 0 for no bound.
  limit: number;
  push: Push;
  /// What was typed or pasted is not taken.
  refused(reason: string): void;
  /// Ctrl+Enter, Shift+Enter and Alt+Enter.
  run(then: "stay" | "next" | "insert"): void;
  /// Escape.
  leave(): void;
  blurred(): void;
}

export class Editor {
  readonly collab: Collab;
  private readonly view: EditorView;

  constructor(parent: Element, private readonly options: EditorOptions) {
    this.collab = new Collab(options.clientID, options.push);
    this.view = new EditorView({ parent, state: this.state() });
    this.collab.attach(this.view);
  }

  close(): void {
    this.collab.detach();
    this.view.destroy();
  }

  get focused(): boolean {
    return this.view.hasFocus;
  }

  focus(): void {
    this.view.focus();
  }

  focusEnd(): void {
    this.view.dispatch({ selection: { anchor: this.view.state.doc.length } });
    this.view.focus();
  }

  /// Puts the cursor where an error points.
  jump(fault: Fault): void {
    const at = position(this.view.state, fault);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.view.focus();
  }

  /// Selects a part of the text as the server has it.
  select(span: Span): void {
    const { pending } = this.collab;
    select(this.view, pending ? through(span, pending) : span);
  }

  /// Shows findings about the text as the server has it.
  diagnose(found: readonly Diagnostic[]): void {
    const { pending } = this.collab;
    this.view.dispatch({ effects: setDiagnostics.of(pending ? after(found, pending) : found) });
  }

  mark(fault: Fault | null): void {
    this.view.dispatch({ effects: setFault.of(fault) });
  }

  private state(): EditorState {
    const { cell, label, readonly, support } = this.options;
    const prose = cell.kind === "text";
    return EditorState.create({
      doc: cell.source,
      extensions: [
        EditorState.readOnly.of(readonly),
        EditorState.changeFilter.of((tr) => this.fits(tr)),
        EditorState.tabSize.of(4),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: String(prose) }),
        support ?? [],
        Prec.high(keymap.of(this.shortcuts())),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        history(),
        drawSelection(),
        highlightSpecialChars(),
        prose ? EditorView.lineWrapping : code(),
        language(cell.kind),
        faultLine(),
        placeholder(hint(cell)),
        this.collab.extension(cell.version),
        EditorView.updateListener.of((update) => update.docChanged && this.collab.changed()),
        EditorView.domEventHandlers({ blur: () => this.options.blurred() }),
      ],
    });
  }

  /// The server takes sources up to a number of bytes; a UTF-16 unit is three at most.
  private fits(tr: Transaction): boolean {
    const { limit } = this.options;
    if (limit === 0 || tr.newDoc.length * 3 <= limit || tr.newDoc.length <= tr.startState.doc.length) return true;
    this.options.refused("A cell cannot be as large as that.");
    return false;
  }

  private shortcuts() {
    const run = (then: "stay" | "next" | "insert") => () => {
      this.options.run(then);
      return true;
    };
    return [
      { key: "Mod-Enter", run: run("stay") },
      { key: "Ctrl-Enter", run: run("stay") },
      { key: "Shift-Enter", run: run("next") },
      { key: "Alt-Enter", run: run("insert") },
      {
        key: "Escape",
        run: () => {
          this.options.leave();
          return true;
        },
      },
    ];
  }
}

function code(): Extension {
  return [lineNumbers(), indentUnit.of("\t"), indentOnInput(), bracketMatching(), closeBrackets()];
}

function hint(cell: Cell): string {
  switch (cell.kind) {
    case "code":
      return "Go code";
    case "mod":
      return "require lines of a go.mod file";
    case "text":
      return "Markdown";
  }
}
