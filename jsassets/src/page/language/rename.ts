/// Renaming: a field at the name, and the session changes all cells.

import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { EditorView, showTooltip, type Command, type Tooltip } from "@codemirror/view";
import { h } from "../dom.ts";
import type { Renamed } from "./messages.ts";
import { placeIn } from "./place.ts";
import type { Place, Service } from "./service.ts";

export interface RenameOptions {
  service: Service;
  /// Resolves when the server has all edits of all cells.
  settled(): Promise<void>;
  say(message: string): void;
}

const open = StateEffect.define<Tooltip | null>();

const field = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, tr) {
    for (const effect of tr.effects) if (effect.is(open)) tooltip = effect.value;
    if (!tooltip || !tr.docChanged) return tooltip;
    return { ...tooltip, pos: tr.changes.mapPos(tooltip.pos, -1) };
  },
  provide: (f) => showTooltip.from(f),
});

export function renaming(): Extension {
  return field;
}

/// renameHere renames what is at the cursor in cell `id`.
export function renameHere(id: number, options: RenameOptions): Command {
  return (view) => {
    void begin(view, id, options);
    return true;
  };
}

async function begin(view: EditorView, id: number, options: RenameOptions): Promise<void> {
  await options.settled();
  const { state } = view;
  const place = placeIn(id, state, state.selection.main.head);
  const what = await options.service.rename(place, "");
  if (!what || !view.state.doc.eq(state.doc)) return;
  if (!what.name) return options.say(what.error || "There is no name here that could be renamed.");
  const create = () => ({ dom: new Field(view, id, what, options).element });
  view.dispatch({ effects: open.of({ pos: what.from, end: what.to, create }) });
}

/// Field is where the new name is written.
class Field {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly problem = h("p", { class: "gk-rename-error", role: "alert", hidden: true });
  private busy = false;

  constructor(
    private readonly view: EditorView,
    private readonly id: number,
    private readonly what: Renamed,
    private readonly options: RenameOptions,
  ) {
    this.input = h("input", {
      class: "gk-rename-name",
      "aria-label": `New name for ${what.name}`,
      value: what.name,
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
      size: Math.max(12, what.name.length + 4),
    });
    this.element = h("div", { class: "gk-tip gk-rename", onkeydown: (event: KeyboardEvent) => this.key(event) }, this.input, this.problem);
    this.input.addEventListener("blur", () => !this.busy && this.close(false));
    // Into the page first, then the focus: in between the tooltip has no place yet.
    requestAnimationFrame(() => {
      this.input.focus();
      this.input.select();
    });
  }

  private key(event: KeyboardEvent): void {
    event.stopPropagation(); // the page's keys are not meant
    if (event.isComposing) return;
    if (event.key === "Enter") void this.apply();
    else if (event.key === "Escape") this.close(true);
    else return;
    event.preventDefault();
  }

  private async apply(): Promise<void> {
    const name = this.input.value.trim();
    if (this.busy) return;
    if (name === "" || name === this.what.name) return this.close(true);
    this.busy = true;
    this.input.readOnly = true;
    await this.options.settled();
    const at = this.view.state.field(field)?.pos ?? this.what.from;
    const answer = await this.options.service.rename(this.place(at), name);
    this.busy = false;
    this.input.readOnly = false;
    if (answer && !answer.error) return this.done(answer.cells);
    this.problem.textContent = answer?.error || "The server did not answer.";
    this.problem.hidden = false;
    this.input.focus();
  }

  private done(cells: number): void {
    this.close(true);
    this.options.say(`Renamed in ${cells} ${cells === 1 ? "cell" : "cells"}`);
  }

  private place(at: number): Place {
    return placeIn(this.id, this.view.state, at);
  }

  private close(back: boolean): void {
    if (!this.view.state.field(field, false)) return;
    this.view.dispatch({ effects: open.of(null) });
    if (back) this.view.focus();
  }
}
