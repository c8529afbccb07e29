/// The ctx that a widget's JavaScript gets: Kino's contract, name for name, and what its
/// users miss there (replies, origin, on, onDestroy, model, upload).

import type { UploadResult } from "./messages.ts";
import { Model, type AnyModel } from "./model.ts";
import { upload, type UploadLine, type UploadOptions } from "./upload.ts";

export type { UploadOptions, UploadResult };

/// Where a context's words go, and how it reaches its document.
export interface Surroundings {
  root: HTMLElement;
  model: Model;
  push(event: string, payload: unknown): Promise<unknown>;
  readonly uploads: UploadLine;
  importCSS(url: string): Promise<void>;
  importJS(url: string): Promise<void>;
  /// Shows a message, red, where the widget is.
  report(message: string, error?: unknown): void;
}

export type Handler = (payload: unknown) => void;

/// The events kept for a name that no handler is registered for; older ones give way.
export const kept = 10_000;

/// What ctx.on tells of.
const states = ["connected", "disconnected"] as const;
type State = (typeof states)[number];

export class Context {
  readonly root: HTMLElement;
  /// The mirrored state.
  readonly model: AnyModel;
  /// The page's name on the server: what callbacks in Go see as the origin.
  origin = "";
  private readonly handlers = new Map<string, Handler>();
  private readonly waiting = new Map<string, unknown[]>();
  private readonly listeners: { state: State | "destroyed"; callback: () => void }[] = [];
  private syncing: (() => unknown) | null = null;
  private connected = true;

  constructor(private readonly around: Surroundings) {
    this.root = around.root;
    this.model = around.model.part();
    // Widgets destructure ctx: `init({ root, pushEvent })`.
    for (const name of ["importCSS", "importJS", "handleEvent", "pushEvent", "handleSync", "selectSecret", "on", "onDestroy", "upload"] as const) {
      Object.defineProperty(this, name, { value: this[name].bind(this), enumerable: true });
    }
  }

  /// Adds a style sheet; the promise resolves once it has loaded (or cannot be) and never rejects.
  importCSS(url: string): Promise<void> {
    return this.around.importCSS(url);
  }

  /// Runs a classic script; the promise resolves once it has run (or cannot be) and never rejects.
  importJS(url: string): Promise<void> {
    return this.around.importJS(url);
  }

  /// Registers the handler of an event. What came before is handed to it now, in order.
  /// Throws when the event has a handler already.
  handleEvent(event: string, callback: Handler): void {
    if (this.handlers.has(event)) {
      throw new Error(`handler has already been defined for event "${event}"`);
    }
    this.handlers.set(event, callback);
    const missed = this.waiting.get(event) ?? [];
    this.waiting.delete(event);
    for (const payload of missed) this.call(event, callback, payload);
  }

  /// Sends an event to the widget's HandleEvent. The payload is what JSON could carry, or
  /// binary: `[info, ArrayBuffer]`. Resolves to what the callback replied, null if nothing,
  /// and rejects when it failed or no answer can come. Nobody has to wait for it.
  pushEvent(event: string, payload: unknown = null): Promise<unknown> {
    const answer = this.around.push(event, payload);
    answer.catch(() => undefined); // who does not wait is not told
    return answer;
  }

  /// Sends files to the widget's upload `name`; resolves to what has become of each.
  upload(name: string, files: Blob | Iterable<Blob>, options?: UploadOptions): Promise<UploadResult[]> {
    return upload(this.around.uploads, name, files, options);
  }

  /// Calls back when the connection to the server is lost ("disconnected") or there again
  /// ("connected"). What is pushed in between is sent then.
  on(state: State, callback: () => void): void {
    if (!states.includes(state)) throw new Error(`ctx.on knows "connected" and "disconnected", not "${state}"`);
    this.listeners.push({ state, callback });
  }

  /// Calls back, once, when the widget has ended or its frame goes away.
  onDestroy(callback: () => void): void {
    this.listeners.push({ state: "destroyed", callback });
  }

  /// Registers what is run, and waited for, before an evaluation: the place to flush what
  /// the user typed last.
  handleSync(callback: () => unknown): void {
    this.syncing = callback;
  }

  /// gokino keeps no secrets; says so where the widget is. The callback is never called.
  selectSecret(_callback: (name: string) => void, _preselect?: string, _options?: object): void {
    this.around.report("This widget asks for a secret; gokino has no secrets to select from.");
  }

  private tell(state: State | "destroyed"): void {
    for (const listener of this.listeners.filter((l) => l.state === state)) {
      try {
        listener.callback();
      } catch (error) {
        this.around.report(`The callback for "${state}" failed`, error);
      }
    }
  }

  private call(event: string, callback: Handler, payload: unknown): void {
    try {
      callback(payload);
    } catch (error) {
      this.around.report(`The handler of event "${event}" failed`, error);
    }
  }

  /// Hands an event to its handler, or keeps it until there is one.
  static deliver(ctx: Context, event: string, payload: unknown): void {
    const handler = ctx.handlers.get(event);
    if (handler) return ctx.call(event, handler, payload);
    const waiting = ctx.waiting.get(event) ?? [];
    if (waiting.length >= kept) waiting.shift();
    waiting.push(payload);
    ctx.waiting.set(event, waiting);
  }

  /// Tells the widget of the connection, where that has changed.
  static connection(ctx: Context, connected: boolean): void {
    if (ctx.connected === connected) return;
    ctx.connected = connected;
    ctx.tell(connected ? "connected" : "disconnected");
  }

  static destroy(ctx: Context): void {
    ctx.tell("destroyed");
    ctx.listeners.length = 0;
  }

  /// Runs the sync callback to its end; its failure is reported, not thrown.
  static async sync(ctx: Context): Promise<void> {
    try {
      await ctx.syncing?.();
    } catch (error) {
      ctx.around.report("The sync handler failed", error);
    }
  }
}
