/// All that knows Go in the editor of a code cell.

import { Prec, type Extension } from "@codemirror/state";
import { keymap, tooltips, type Command } from "@codemirror/view";
import type { Span } from "../notebook.ts";
import { completion } from "./completion.ts";
import { definitions, toDefinition } from "./definition.ts";
import { diagnosed, quiet, toDiagnostic } from "./diagnostics.ts";
import { closeHover, hover } from "./hover.ts";
import { renameHere, renaming } from "./rename.ts";
import type { Service } from "./service.ts";
import { closeSignature, signatureHelp, tellSignature } from "./signature.ts";

/// What the page does for the language.
export interface LanguageActions {
  readonly service: Service;
  /// Shows a part of a cell, as the server has its text.
  go(cell: number, span: Span): void;
  /// Opens a page of the web.
  visit(url: string): void;
  /// Resolves when the server has all edits of all cells.
  settled(): Promise<void>;
  /// Formats a cell and says what was wrong.
  format(id: number): void;
  /// Shows a short message that is no error.
  tell(message: string): void;
}

/// goSupport is for the editor of code cell `id`; one that cannot be changed gets what only reads.
export function goSupport(id: number, actions: LanguageActions, readonly: boolean): Extension {
  const { service } = actions;
  const hovering = hover(id, service);
  const reading = [
    diagnosed(),
    hovering.extension,
    definitions(id, actions),
    room(),
    Prec.highest(
      keymap.of([
        { key: "F8", run: toDiagnostic(1) },
        { key: "Shift-F8", run: toDiagnostic(-1) },
        { key: "F12", run: toDefinition(id, actions) },
        { key: "F1", run: hovering.here },
        { key: "Escape", run: closeHover },
        { key: "Escape", run: quiet },
      ]),
    ),
  ];
  if (readonly) return reading;
  const rename = renameHere(id, { service, settled: () => actions.settled(), say: (message) => actions.tell(message) });
  const format: Command = () => {
    actions.format(id);
    return true;
  };
  return [
    completion(id, service), // first: its Escape comes before the others
    signatureHelp(id, service),
    renaming(),
    reading,
    Prec.highest(
      keymap.of([
        { key: "Ctrl-Shift-Space", run: tellSignature },
        { key: "F2", run: rename },
        { key: "Shift-Alt-f", run: format },
        { key: "Escape", run: closeSignature },
      ]),
    ),
  ];
}

/// Tooltips keep clear of the bar at the top.
function room(): Extension {
  return tooltips({
    tooltipSpace: () => {
      const bar = document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;
      const { clientWidth, clientHeight } = document.documentElement;
      return { top: Math.max(0, bar), left: 4, right: clientWidth - 4, bottom: clientHeight };
    },
  });
}
