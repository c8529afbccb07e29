/// What a name is, where the pointer rests: its declaration, its documentation, and what is
/// wrong with it.

import type { Extension } from "@codemirror/state";
import {
  activateHover,
  closeHoverTooltips,
  hasHoverTooltips,
  hoverTooltip,
  repositionTooltips,
  type Command,
  type EditorView,
  type Tooltip,
} from "@codemirror/view";
import { h } from "../dom.ts";
import type { Diagnostic } from "../notebook.ts";
import { diagnosticsAt, messages, spanOf, telling } from "./diagnostics.ts";
import { goCode } from "./gocode.ts";
import { documentation } from "./html.ts";
import type { Hovered } from "./messages.ts";
import { placeIn } from "./place.ts";
import type { Service } from "./service.ts";

const rest = 300;

/// hover shows what is at the pointer in cell `id`. Fingers do not rest: where there is no
/// pointer, only the key shows it.
export function hover(id: number, service: Service): { extension: Extension; here: Command } {
  let byKey = false;
  const source = (view: EditorView, pos: number) => {
    if (!byKey && matchMedia("(hover: none)").matches) return null;
    const { doc } = view.state;
    const found = telling(view.state) ? [] : diagnosticsAt(view.state, pos); // told already
    const answer = service.hover(placeIn(id, view.state, pos)).then((about) => (about?.code && view.state.doc.eq(doc) ? about : null));
    if (found.length === 0) return answer.then((about) => about && tooltipOf(about.from, about.to, [], about));
    const { from, to } = spanOf(found[0]!, doc);
    return tooltipOf(from, to, found, answer); // not to wait for documentation
  };
  const extension = hoverTooltip(source, { hoverTime: rest, hideOnChange: true });
  const here: Command = (view) => {
    byKey = true;
    activateHover(view, view.state.selection.main.head, 1, { tooltip: extension, until: (tr) => tr.docChanged || Boolean(tr.selection) });
    byKey = false;
    return true;
  };
  return { extension, here };
}

/// closeHover takes the tooltip away; false if there is none.
export const closeHover: Command = (view) => {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  return true;
};

function tooltipOf(from: number, to: number, found: readonly Diagnostic[], about: Hovered | Promise<Hovered | null>): Tooltip {
  return {
    pos: from,
    end: to,
    above: true,
    create(view) {
      const dom = h("div", { class: "gk-tip", role: "tooltip" }, found.length > 0 && messages(found));
      if (about instanceof Promise) void about.then((late) => late && dom.isConnected && fill(late));
      else fill(about);
      function fill(answer: Hovered): void {
        dom.append(...partsOf(answer));
        repositionTooltips(view);
      }
      return { dom };
    },
  };
}

function partsOf({ code, html }: Hovered): Node[] {
  const parts: Node[] = [goCode(code)];
  if (html) parts.push(h("div", { class: "gk-doc" }, documentation(html)));
  return parts;
}
