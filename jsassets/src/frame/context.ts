/// The ctx that a widget's JavaScript gets: Kino's contract, name for name.

/// Where a context's words go, and how it reaches its document.
export interface Surroundings {
  root: HTMLElement;
  push(event: string, payload: unknown): void;
  syncs(): void;
  importCSS(url: string): Promise<void>;
  importJS(url: string): Promise<void>;
  /// Shows a message, red, where the widget is.
  report(message: string, error?: unknown): void;
}

export type Handler = (payload: unknown) => void;

/// The events kept for a name that no handler is registered for; older ones give way.
export const kept = 10_000;

export class Context {
  readonly root: HTMLElement;
  private readonly handlers = new Map<string, Handler>();
  private readonly waiting = new Map<string, unknown[]>();
  private syncing: (() => unknown) | null = null;

  constructor(private readonly around: Surroundings) {
    this.root = around.root;
    // Widgets destructure ctx: `init({ root, pushEvent })`.
    for (const name of ["importCSS", "importJS", "handleEvent", "pushEvent", "handleSync", "selectSecret"] as const) {
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
  /// binary: `[info, ArrayBuffer]`.
  pushEvent(event: string, payload: unknown = null): void {
    this.around.push(event, payload);
  }

  /// Registers what is run, and waited for, before an evaluation: the place to flush what
  /// the user typed last.
  handleSync(callback: () => unknown): void {
    if (this.syncing === null) this.around.syncs();
    this.syncing = callback;
  }

  /// gokino keeps no secrets; says so where the widget is. The callback is never called.
  selectSecret(_callback: (name: string) => void, _preselect?: string, _options?: object): void {
    this.around.report("This widget asks for a secret; gokino has no secrets to select from.");
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

  /// Runs the sync callback to its end; its failure is reported, not thrown.
  static async sync(ctx: Context): Promise<void> {
    try {
      await ctx.syncing?.();
    } catch (error) {
      ctx.around.report("The sync handler failed", error);
    }
  }
}
