/// The notebook page: joins the link, the state and what is on display.

import type { Link, View } from "../link/link.ts";
import type { Actions, Then } from "./actions.ts";
import { Banners } from "./banners.ts";
import type { Push } from "./collab.ts";
import { h } from "./dom.ts";
import { cellName, status } from "./format.ts";
import { GraphView } from "./graphview.ts";
import { Help } from "./help.ts";
import { handleKey, wireKeys } from "./keys.ts";
import { GoLanguage } from "./language/language.ts";
import type { Cell, CellKind, Notebook } from "./notebook.ts";
import * as read from "./reading.ts";
import { Sheet } from "./sheet.ts";
import type { CellView } from "./slot.ts";
import { adopt } from "./snapshot.ts";
import { apply, OutOfStep } from "./store.ts";
import { Toasts } from "./toasts.ts";
import { Toolbar, type PageState } from "./toolbar.ts";

/// How long, in milliseconds, a run waits for widgets to handle what was done to them.
const patience = 2000;

export class App implements Actions {
  readonly clientID = randomName();
  private notebook: Notebook | null = null;
  private view!: View;
  private readonly sheet = new Sheet(this);
  private readonly toolbar: Toolbar;
  private readonly banners: Banners;
  private readonly toasts = new Toasts();
  private readonly keys = new Help();
  readonly language = new GoLanguage({
    send: (event, payload) => this.ask(event, payload),
    select: (id, span) => this.sheet.select(id, span),
    settled: () => this.sheet.settled(),
    say: (message, kind) => this.toasts.show(message, kind),
  });
  private readonly graph = new GraphView((id) => this.focus(id));
  private expecting: CellKind | null = null;
  private awaiting = true; // a snapshot: until it is here, what is sent or heard fits nothing
  private scheduled = false;

  constructor(
    root: HTMLElement,
    private readonly link: Link,
    private readonly origin: string,
  ) {
    const restart = () => this.tell("restart", {});
    this.toolbar = new Toolbar({
      runAll: () => void this.runMany("runAll"),
      runStale: () => void this.runMany("runStale"),
      interrupt: () => this.interrupt(),
      restart,
      addCode: () => this.insert(this.afterFocused(), "code"),
      addText: () => this.insert(this.afterFocused(), "text"),
      undo: () => this.tell("undo", {}),
      help: () => this.help(),
      reactive: (on) => this.tell("reactive", { on }),
      graph: () => this.graph.open(),
      savePage: () => h("a", { href: "export.html", download: "" }).click(),
    });
    this.banners = new Banners({ restart, reconnect: () => link.hurry(), save: () => this.save() });
    const top = h("div", { class: "top" }, this.toolbar.element, this.banners.element);
    root.replaceChildren(top, this.sheet.element, this.toasts.element, this.toasts.spoken, this.keys.element, this.graph.element);
    this.connect();
    link.watch(() => this.schedule());
    wireKeys(this);
    addEventListener("beforeunload", (event) => {
      if (this.sheet.unconfirmed.length > 0 && link.connection.phase !== "open") event.preventDefault();
    });
  }

  // What cells ask for.

  run(id: number, then: Then): void {
    void this.runOne(id);
    if (then === "stay") return;
    const next = this.after(id);
    if (then === "insert" || next === null) this.insert(next, "code");
    else this.go(next);
  }

  resume(id: number): void {
    void this.runMany("continue", { id });
  }

  say(message: string): void {
    this.toasts.show(message);
  }

  interrupt(): void {
    this.tell("interrupt", {});
  }

  remove(id: number): void {
    this.tell("delete", { id });
  }

  move(id: number, by: -1 | 1): void {
    const at = this.index(id);
    if (at === -1 || at + by < 0 || at + by >= this.notebook!.cells.length) return;
    this.tell("move", { id, index: at + by });
  }

  insert(before: number | null, kind: CellKind): void {
    if (!this.notebook || this.notebook.readonly) return;
    const index = before === null ? this.notebook.cells.length : this.index(before);
    this.expecting = kind;
    this.tell("insert", { index, kind, source: "" });
  }

  push(id: number): Push {
    return (version, updates) => {
      this.schedule();
      if (this.awaiting) return { state: "dropped" };
      return this.view.push("edit", { id, version, updates }, true);
    };
  }

  jump = (id: number, line: number, col: number): void => {
    this.sheet.get(id)?.edit({ line, col });
  };

  leave(id: number): void {
    this.sheet.get(id)?.finish();
    this.focus(id);
  }

  frames(id: number) {
    const run = (cells: readonly number[], changed: boolean) => {
      const reactive = changed && this.notebook?.reactive; // then they run by themselves
      if (!reactive && !this.notebook?.readonly) void this.runMany("runCells", { cells });
    };
    return { origin: this.origin, link: this.link, onKey: handleKey(this, id), run };
  }

  // What the keyboard asks for.

  /// Formats the code, as far as that is done at once, and saves.
  save(): void {
    const formatted = this.notebook?.readonly === "" ? this.language.formatAll() : Promise.resolve();
    void formatted.then(() => this.tell("save", {}));
  }

  help(): void {
    this.keys.open();
  }

  edit(id: number): void {
    this.sheet.get(id)?.edit();
  }

  focus(id: number): void {
    this.sheet.get(id)?.slot.region.focus();
  }

  /// The cell before or after another, or null at the ends.
  neighbour(id: number, by: -1 | 1): number | null {
    return this.notebook?.cells[this.index(id) + by]?.id ?? null;
  }

  private connect(): void {
    this.view = this.link.connect(
      "notebook",
      {
        init: (payload) => this.init(payload),
        event: (event, payload) => this.event(event, payload),
        gone: (reason) => this.toasts.show(`The notebook is closed: ${reason}`),
        fail: (message) => this.toasts.show(message),
        lost: () => {
          this.awaiting = true;
          this.language.service.forget();
        },
      },
      "page",
    );
  }

  private init(payload: unknown): void {
    const before = this.notebook;
    this.awaiting = false;
    this.notebook = adopt(before, read.notebook(payload));
    for (const cell of this.notebook.cells) {
      const base = before?.cells.find((known) => known.id === cell.id && known.kind === cell.kind);
      if (base) this.sheet.get(cell.id)?.resync(cell, base.source);
    }
    document.title = `${this.notebook.name || "Untitled"} · gokino`;
    this.draw(); // at once: events that follow are for these cells
  }

  private event(event: string, payload: unknown): void {
    const { notebook } = this;
    if (!notebook || this.language.service.hear(event, payload)) return;
    const from = read.members(payload);
    const view = this.sheet.get(read.count(from["id"]));
    if (event === "error") return this.refused(from);
    if (this.awaiting) return;
    if (event === "rejectEdit") return view?.rejected();
    try {
      this.notebook = apply(notebook, event, payload);
      if (event === "edit" && view) this.received(view, from);
    } catch (error) {
      if (!(error instanceof OutOfStep)) throw error;
      return this.resync();
    }
    if (event === "insert") this.inserted(read.cell(from["cell"]));
    if (event === "delete") this.deleted(notebook, read.count(from["id"]));
    if (event === "cell") this.announce(read.count(from["id"]));
    this.schedule();
  }

  /// What was asked for is not done. The text of a refused edit cannot stay: all that
  /// is typed on top of it would be refused, too.
  private refused(from: read.Members): void {
    this.expecting = null;
    const id = read.count(from["id"]);
    if (from["event"] === "edit") {
      const meant = this.sheet.unconfirmed.filter((view) => id === 0 || view === this.sheet.get(id));
      if (meant.length === 0) return; // of a cell that is gone
      for (const view of meant) view.refused();
      this.resync();
    }
    this.toasts.show(read.text(from["message"]));
  }

  private received(view: CellView, from: read.Members): void {
    const updates = read.list(from["updates"], read.wireUpdate);
    if (!view.receive(read.count(from["version"]), updates)) throw new OutOfStep("the editor is out of step");
  }

  /// Asks for a new snapshot.
  private resync(): void {
    this.awaiting = true;
    this.view.disconnect();
    this.connect();
  }

  private inserted(cell: Cell): void {
    if (this.expecting !== cell.kind) return;
    this.expecting = null;
    this.draw();
    this.go(cell.id);
  }

  /// The keyboard goes on to the cell that took the deleted one's place. Not so when somebody
  /// else deleted what was being written: the next keys are text, not commands for that cell.
  private deleted(before: Notebook, id: number): void {
    const active = document.activeElement;
    if (!active || !this.sheet.get(id)?.slot.element.contains(active)) return;
    const writing = active.matches("[role=textbox], iframe");
    const at = before.cells.findIndex((cell) => cell.id === id);
    this.draw();
    const next = this.notebook!.cells[at] ?? this.notebook!.cells.at(-1);
    if (writing) this.toasts.show("The cell you were in was deleted on another page. Undo delete brings it back.");
    else if (next) this.focus(next.id);
  }

  private announce(id: number): void {
    const cell = this.notebook!.cells.find((candidate) => candidate.id === id);
    if (cell && ["ok", "error", "stopped", "interrupted"].includes(cell.state)) {
      const said = cell.state === "stopped" ? cell.error?.message : status(cell, Date.now());
      this.toasts.speak(`${cellName(cell)}: ${said}`);
    }
  }

  private async runOne(id: number): Promise<void> {
    const view = this.sheet.get(id);
    view?.finish();
    if (this.notebook?.readonly || this.notebook?.cells[this.index(id)]?.kind !== "code") return;
    await Promise.all([view?.settled(), this.flushed()]);
    this.tell("run", { id });
  }

  private async runMany(
    event: "runAll" | "runStale" | "runCells" | "continue",
    payload: Record<string, unknown> = {},
  ): Promise<void> {
    await Promise.all([this.sheet.settled(), this.flushed()]);
    this.tell(event, payload);
  }

  /// What a cell is going to read from widgets has to be there first. As the sync and ping
  /// of Livebook's js_view, but a widget that is busy does not hold the notebook up.
  private async flushed(): Promise<void> {
    const late = await this.sheet.flushed(patience);
    if (late.length === 0) return;
    const cells = late.map((id) => `cell ${id}`).join(", ");
    this.toasts.show(`What was done last in a widget may come too late: the one in ${cells} is still busy.`);
  }

  /// Sends a question whose answer is of use now or never.
  private ask(event: string, payload: read.Members): boolean {
    if (this.awaiting || this.link.connection.phase !== "open") return false;
    this.view.push(event, payload, true);
    return true;
  }

  private tell(event: string, payload: Record<string, unknown>): void {
    this.view.push(event, payload);
  }

  private go(id: number): void {
    const cell = this.notebook?.cells[this.index(id)];
    if (cell) this.sheet.go(cell);
  }

  private index(id: number): number {
    return this.notebook?.cells.findIndex((cell) => cell.id === id) ?? -1;
  }

  private after(id: number): number | null {
    return this.neighbour(id, 1);
  }

  /// The cell before which the toolbar adds: the one after the focused one.
  private afterFocused(): number | null {
    return this.index(this.sheet.current) === -1 ? null : this.after(this.sheet.current);
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    const draw = () => {
      this.scheduled = false;
      this.draw();
    };
    // Hidden pages get no animation frames, yet should not pile up work either.
    if (document.hidden) setTimeout(draw, 200);
    else requestAnimationFrame(draw);
  }

  private draw(): void {
    const { notebook } = this;
    const page: PageState = { connection: this.link.connection, unconfirmed: this.sheet.unconfirmed.length > 0 };
    this.banners.update(notebook, page);
    if (!notebook) return;
    this.toolbar.update(notebook, page);
    this.sheet.draw(notebook);
    this.graph.update(notebook);
  }
}

function randomName(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
