/// The bar at the top: the notebook's name and state, and what concerns all cells.

import { button } from "./buttons.ts";
import { h, setText } from "./dom.ts";
import { size } from "./format.ts";
import type { Notebook, Runtime } from "./notebook.ts";
import type { Connection } from "../link/socket.ts";

export interface ToolbarActions {
  runAll(): void;
  runStale(): void;
  interrupt(): void;
  restart(): void;
  addCode(): void;
  addText(): void;
  undo(): void;
  help(): void;
  reactive(on: boolean): void;
  graph(): void;
  /// Saves the notebook with its outputs as a page.
  savePage(): void;
}

/// What the page knows beside the notebook.
export interface PageState {
  connection: Connection;
  /// The server has yet to confirm edits.
  unconfirmed: boolean;
}

export class Toolbar {
  readonly element: HTMLElement;
  private readonly name = h("h1", { class: "bar-name" }, "gokino");
  private readonly path = h("span", { class: "bar-path" });
  private readonly savedText = h("span", { class: "bar-saved", "data-testid": "saved" });
  private readonly runtimeDot = h("span", { class: "bar-dot", "aria-hidden": "true" });
  private readonly runtimeText = h("span", { class: "bar-runtime-text" });
  private readonly runtimeChip = h("span", { class: "bar-runtime", role: "status" }, this.runtimeDot, this.runtimeText);
  private readonly memoryText = h("span", { class: "bar-memory", "data-testid": "memory" });
  private readonly runAll: HTMLButtonElement;
  private readonly runStale: HTMLButtonElement;
  private readonly interrupt: HTMLButtonElement;
  private readonly restart: HTMLButtonElement;
  private readonly addCode: HTMLButtonElement;
  private readonly addText: HTMLButtonElement;
  private readonly undo: HTMLButtonElement;
  private readonly reactive: HTMLButtonElement;
  private readonly savePage: HTMLButtonElement;

  constructor(actions: ToolbarActions) {
    this.runAll = button({ name: "Run all", text: "Run all", icon: "runAll", class: "primary", press: actions.runAll });
    this.runStale = button({ name: "Run stale", text: "Run stale", icon: "runStale", press: actions.runStale });
    this.interrupt = button({ name: "Interrupt", text: "Interrupt", icon: "stop", press: actions.interrupt });
    this.restart = button({ name: "Restart runtime", icon: "restart", press: actions.restart });
    this.addCode = button({ name: "Add code cell", text: "Code", icon: "add", press: actions.addCode });
    this.addText = button({ name: "Add text cell", text: "Text", icon: "add", press: actions.addText });
    this.undo = button({ name: "Undo delete", text: "Undo delete", icon: "undo", press: actions.undo });
    const help = button({ name: "Keyboard shortcuts", icon: "keys", keys: "?", press: actions.help });
    this.reactive = button({
      name: "Reactive",
      icon: "reactive",
      keys: "cells run after those they depend on",
      press: () => actions.reactive(this.reactive.getAttribute("aria-pressed") !== "true"),
    });
    this.savePage = button({ name: "Save as HTML", icon: "save", press: actions.savePage });
    const graph = button({ name: "Show graph", icon: "graph", press: actions.graph });
    const mark = h("span", { class: "bar-mark", "aria-hidden": "true" });
    this.element = h(
      "header",
      { class: "bar" },
      h("div", { class: "bar-title" }, mark, h("div", { class: "bar-names" }, this.name, this.path)),
      h("div", { class: "bar-states" }, this.savedText, this.memoryText, this.runtimeChip, this.savePage, help),
      h(
        "div",
        { class: "bar-tools", role: "toolbar", "aria-label": "Notebook" },
        this.runAll,
        this.runStale,
        this.interrupt,
        this.restart,
        this.reactive,
        graph,
        h("span", { class: "bar-rule", "aria-hidden": "true" }),
        this.addCode,
        this.addText,
        this.undo,
      ),
    );
    this.element.inert = true; // until there is a notebook
  }

  update(notebook: Notebook, page: PageState): void {
    const { cells, runtime } = notebook;
    this.element.inert = false;
    setText(this.name, notebook.name || "Untitled");
    setText(this.path, notebook.path);
    this.path.title = notebook.path;
    const offline = page.connection.phase !== "open";
    const active = runtime.busy !== 0 || cells.some((cell) => cell.state === "running" || cell.state === "queued");
    const locked = notebook.readonly !== "";
    this.runAll.disabled = offline || locked || !cells.some((cell) => cell.kind === "code");
    this.runStale.disabled = offline || locked || !cells.some((cell) => cell.stale || cell.state === "skipped");
    this.interrupt.disabled = offline || locked || !active;
    this.restart.disabled = offline || locked || runtime.state === "building" || runtime.state === "starting";
    this.addCode.disabled = this.addText.disabled = locked;
    this.reactive.disabled = locked;
    this.savePage.disabled = offline;
    this.reactive.setAttribute("aria-pressed", String(notebook.reactive));
    this.undo.hidden = notebook.undo === 0 || locked;
    this.showSaved(notebook, page);
    this.showRuntime(runtime, offline);
    this.showMemory(runtime.memory, offline);
  }

  private showSaved({ saved, readonly }: Notebook, page: PageState): void {
    const failed = saved.error !== "";
    let words = saved.at > 0 ? "Saved" : "";
    if (readonly) words = "Read-only";
    else if (failed) words = "Not saved";
    else if (page.unconfirmed) words = page.connection.phase === "open" ? "Saving…" : "Unsaved";
    setText(this.savedText, words);
    this.savedText.dataset["state"] = failed ? "error" : "ok";
    this.savedText.title = failed ? saved.error : saved.at > 0 ? `Saved at ${new Date(saved.at).toLocaleTimeString()}` : "";
  }

  private showRuntime(runtime: Runtime, offline: boolean): void {
    setText(this.runtimeText, offline ? "Disconnected" : runtimeWords(runtime));
    this.runtimeChip.dataset["state"] = offline ? "offline" : runtime.busy && runtime.state === "ready" ? "busy" : runtime.state;
    this.runtimeChip.title = [runtime.message, runtime.link && `${runtime.link} link`].filter(Boolean).join("; ");
  }

  /// showMemory is no status: it changes too often to be read aloud.
  private showMemory({ used, limit }: Runtime["memory"], offline: boolean): void {
    const known = used > 0 && !offline;
    this.memoryText.hidden = !known;
    if (!known) return;
    setText(this.memoryText, limit > 0 ? `${size(used)} of ${size(limit)}` : size(used));
    this.memoryText.dataset["state"] = limit > 0 && used > nearly * limit ? "short" : "ok";
    this.memoryText.title =
      limit > 0 ? `The runtime's memory. At ${size(limit)} the runtime is ended: gokino --memory sets that.` : "The runtime's memory";
  }
}

/// from here on the memory is shown as short.
const nearly = 0.8;

function runtimeWords(runtime: Runtime): string {
  switch (runtime.state) {
    case "none":
      return "Not started";
    case "building":
      return runtime.total > 0 ? `Building ${Math.floor((100 * runtime.done) / runtime.total)} %` : "Building";
    case "starting":
      return "Starting";
    case "ready":
      return runtime.busy ? "Running" : "Ready";
    case "ended":
      return "Ended";
  }
}
