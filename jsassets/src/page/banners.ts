/// What the reader has to know before anything else, below the toolbar.

import { h, setText } from "./dom.ts";
import type { Notebook, Runtime } from "./notebook.ts";
import type { PageState } from "./toolbar.ts";

export class Banners {
  readonly element: HTMLElement;
  private readonly denied: Banner;
  private readonly connection: Banner;
  private readonly ended: Banner;
  private readonly readonly: Banner;
  private readonly unsaved: Banner;
  private readonly fileNote: Banner;
  private readonly progress = new Progress();

  constructor(actions: { restart(): void; reconnect(): void; save(): void }) {
    this.denied = new Banner("error");
    this.connection = new Banner("warning", "Reconnect now", actions.reconnect);
    this.ended = new Banner("error", "Start a fresh runtime", actions.restart);
    this.readonly = new Banner("note");
    this.fileNote = new Banner("note");
    this.unsaved = new Banner("error", "Save again", actions.save);
    const all = [this.denied, this.connection, this.ended, this.unsaved, this.fileNote, this.readonly];
    this.element = h("div", { class: "banners" }, this.progress.element, ...all.map((banner) => banner.element));
  }

  update(notebook: Notebook | null, page: PageState): void {
    const { phase } = page.connection;
    this.denied.say(phase === "denied" ? "This page's token is no longer valid: open the link gokino printed." : "");
    const away = phase === "waiting" || (notebook !== null && phase === "connecting");
    this.connection.say(away ? lost(page) : "");
    if (!notebook) return;
    const { runtime, saved } = notebook;
    this.ended.say(runtime.state === "ended" ? ended(runtime.message) : "");
    this.readonly.say(notebook.readonly ? `Read-only: ${notebook.readonly}` : "");
    this.unsaved.say(saved.error ? `The notebook is not saved: ${saved.error}` : "");
    this.fileNote.say(saved.note);
    this.progress.update(runtime);
  }
}

function ended(reason: string): string {
  return reason && !/^the runtime ended$/i.test(reason) ? `The runtime ended: ${reason}` : "The runtime ended.";
}

function lost(page: PageState): string {
  const { connection } = page;
  const reason = connection.phase === "waiting" && connection.reason ? ` (${connection.reason})` : "";
  return page.unconfirmed
    ? `Reconnecting… What you typed is kept here and will be sent.${reason}`
    : `Reconnecting… The connection to gokino is lost.${reason}`;
}

class Banner {
  readonly element: HTMLElement;
  private readonly words = h("span", { class: "banner-text" });

  constructor(tone: "error" | "warning" | "note", action?: string, press?: () => void) {
    this.element = h(
      "div",
      { class: `banner banner-${tone}`, role: tone === "error" ? "alert" : "status", hidden: true },
      this.words,
      action && h("button", { type: "button", class: "banner-button", onclick: press }, action),
    );
  }

  say(text: string): void {
    setText(this.words, text);
    this.element.hidden = text === "";
  }
}

/// The progress of building the runtime.
class Progress {
  private readonly words = h("span", { class: "progress-text" });
  private readonly numbers = h("span", { class: "progress-numbers" });
  private readonly bar = h("div", { class: "progress-bar" });
  private readonly track = h("div", { class: "progress-track", role: "progressbar", "aria-label": "Building the runtime" }, this.bar);
  readonly element = h(
    "div",
    { class: "progress", hidden: true },
    h("div", { class: "progress-words" }, this.words, this.numbers),
    this.track,
  );

  update(runtime: Runtime): void {
    const on = runtime.state === "building" || runtime.state === "starting";
    this.element.hidden = !on;
    if (!on) return;
    const known = runtime.total > 0;
    setText(this.words, [title(runtime), runtime.step].filter(Boolean).join(": "));
    setText(this.numbers, known ? `${runtime.done} of ${runtime.total}` : "");
    this.track.classList.toggle("progress-unknown", !known);
    this.bar.style.width = known ? `${Math.min(100, (100 * runtime.done) / runtime.total)}%` : "";
    if (known) {
      this.track.setAttribute("aria-valuemax", String(runtime.total));
      this.track.setAttribute("aria-valuenow", String(runtime.done));
    } else {
      this.track.removeAttribute("aria-valuenow");
    }
  }
}

function title(runtime: Runtime): string {
  if (runtime.message) return runtime.message;
  return runtime.state === "building" ? "Building the runtime" : "Starting the runtime";
}
