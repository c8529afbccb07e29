/// The signature of the call that is being written.

import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { EditorView, showTooltip, ViewPlugin, type Command, type PluginValue, type Tooltip, type ViewUpdate } from "@codemirror/view";
import { h } from "../dom.ts";
import { documentation } from "./html.ts";
import type { Signature } from "./messages.ts";
import { placeIn } from "./place.ts";
import type { Service } from "./service.ts";

const show = StateEffect.define<Signature | null>();

const field = StateField.define<Tooltip | null>({
  create: () => null,
  update(shown, tr) {
    for (const effect of tr.effects) {
      if (!effect.is(show)) continue;
      if (!effect.value) return null;
      const { head } = tr.state.selection.main;
      const before = shown ? Math.min(shown.pos, tr.newDoc.length) : -1;
      const line = tr.newDoc.lineAt(head);
      const stays = line.from <= before && before <= line.to; // it does not run along the line
      return tooltipOf(effect.value, stays ? before : head);
    }
    if (!shown || !tr.docChanged) return shown;
    return { ...shown, pos: tr.changes.mapPos(shown.pos, -1) };
  },
  provide: (f) => showTooltip.from(f),
});

/// signatureHelp shows, above the line, what a call in cell `id` wants.
export function signatureHelp(id: number, service: Service): Extension {
  return [field, ViewPlugin.define((view) => new Follower(view, id, service))];
}

/// tellSignature asks for the signature at the cursor.
export const tellSignature: Command = (view) => {
  view.dispatch({ effects: want.of(null) });
  return true;
};

/// closeSignature takes it away; false if there is none.
export const closeSignature: Command = (view) => {
  if (!view.state.field(field, false)) return false;
  view.dispatch({ effects: show.of(null) });
  return true;
};

const want = StateEffect.define<null>();

/// Follower asks when a call begins, and as long as its signature is shown at every step.
class Follower implements PluginValue {
  private asked = 0;

  constructor(
    private readonly view: EditorView,
    private readonly id: number,
    private readonly service: Service,
  ) {}

  update(update: ViewUpdate): void {
    const closed = update.transactions.some((tr) => tr.effects.some((effect) => effect.is(show) && !effect.value));
    if (closed || (update.focusChanged && !this.view.hasFocus)) return this.forget(!closed);
    const wanted = update.transactions.some((tr) => tr.effects.some((effect) => effect.is(want)));
    const shown = update.state.field(field);
    if (wanted || begins(update) || (shown && (update.docChanged || update.selectionSet))) void this.ask();
  }

  destroy(): void {
    this.asked++;
  }

  private async ask(): Promise<void> {
    const asked = ++this.asked;
    const { state } = this.view;
    const answer = await this.service.signature(placeIn(this.id, state, state.selection.main.head));
    if (asked !== this.asked) return;
    this.view.dispatch({ effects: show.of(answer?.label ? answer : null) });
  }

  /// An update cannot start another, so a tooltip goes right after it.
  private forget(tooltip: boolean): void {
    const asked = ++this.asked;
    if (tooltip) queueMicrotask(() => asked === this.asked && closeSignature(this.view));
  }
}

/// Whether "(" or "," was typed.
function begins(update: ViewUpdate): boolean {
  if (!update.transactions.some((tr) => tr.isUserEvent("input.type"))) return false;
  const { head } = update.state.selection.main;
  return /[(,]\s?$/.test(update.state.sliceDoc(Math.max(0, head - 2), head));
}

function tooltipOf(signature: Signature, pos: number): Tooltip {
  return { pos, above: true, create: () => ({ dom: box(signature) }) };
}

/// A press on it leaves the keyboard in the editor, whose loss would take it away.
function box(signature: Signature): HTMLElement {
  const keep = (event: MouseEvent) => event.preventDefault();
  return h("div", { class: "gk-tip gk-signature", role: "status", onmousedown: keep }, ...partsOf(signature));
}

function partsOf({ label, params, active, html }: Signature): Node[] {
  const at = params[active];
  const line = h("pre", { class: "gk-code" });
  if (at) line.append(label.slice(0, at.from), h("b", {}, label.slice(at.from, at.to)), label.slice(at.to));
  else line.append(label);
  return html ? [line, h("div", { class: "gk-doc" }, documentation(html))] : [line];
}
