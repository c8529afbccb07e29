/// The mirrored state of a widget, as JavaScript has it: ctx.model, and the model of
/// anywidget modules, whose contract this is (as of Backbone's Model, which anywidget's
/// hosts grew up with).

/// How a model reaches the widget's Go half.
export interface Wire {
  /// Writes values; resolves when they were taken, and rejects with why one was refused.
  save(values: Record<string, unknown>): Promise<unknown>;
  /// Sends a message of the module's own.
  send(content: unknown, buffers: unknown[]): void;
  /// Shows a message, red, where the widget is.
  report(message: string, error?: unknown): void;
}

export type Callback = (...args: any[]) => unknown;

/// What a module sees of a model.
export interface AnyModel {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  set(values: Record<string, unknown>): void;
  save_changes(): Promise<void>;
  send(content: unknown, callbacks?: unknown, buffers?: unknown[]): void;
  on(events: string, callback: Callback): void;
  off(events?: string | null, callback?: Callback | null): void;
  readonly widget_manager: { get_model(id: string): Promise<never> };
}

/// The event, both ways, that carries a module's own messages.
export const customEvent = "msg:custom";

interface Listener {
  owner: AnyModel;
  event: string;
  callback: Callback;
}

export class Model {
  /// As JavaScript sees it, and may change in place.
  private readonly values = new Map<string, unknown>();
  /// The same as it was when it was set: what set compares with.
  private readonly before = new Map<string, unknown>();
  /// As the Go half said last.
  private readonly truth = new Map<string, unknown>();
  /// Keys that were set and not saved.
  private readonly unsaved = new Set<string>();
  /// How many writes of a key are not answered. Until they are, patches of that key may be
  /// older than what the user sees; the last answer comes after the patch that counts.
  private readonly writing = new Map<string, number>();
  private readonly strangers = new Set<string>();
  private listeners: Listener[] = [];
  private early: { content: unknown; buffers: unknown[] }[] | null = [];

  constructor(private readonly wire: Wire) {}

  /// Begins with the state of now, nobody listening yet.
  begin(model: unknown): void {
    for (const [key, value] of members(model)) {
      this.truth.set(key, value);
      this.take(key, value);
    }
  }

  /// The module listens from now on: messages that came before are handed over.
  opened(): void {
    const early = this.early ?? [];
    this.early = null;
    for (const { content, buffers } of early) this.fire(customEvent, content, buffers);
  }

  /// Takes new values from the Go half.
  patch(patch: unknown): void {
    const keys: string[] = [];
    for (const [key, value] of members(patch)) {
      this.truth.set(key, value);
      keys.push(key);
    }
    this.adopt(keys.filter((key) => !this.busy(key)));
  }

  /// Takes a message of the Go half to the module.
  custom(payload: unknown): void {
    const message = Object.fromEntries(members(payload));
    const buffers = Array.isArray(message["buffers"]) ? message["buffers"] : [];
    if (this.early) this.early.push({ content: message["content"], buffers });
    else this.fire(customEvent, message["content"], buffers);
  }

  /// The model for one part of a module: off() takes away its own listeners only.
  part(): AnyModel {
    const part: AnyModel = {
      get: (key) => this.values.get(key),
      set: (key: string | Record<string, unknown>, value?: unknown) =>
        this.set(typeof key === "string" ? { [key]: value } : key),
      save_changes: () => this.save(),
      send: (content, _callbacks, buffers = []) => this.wire.send(content, buffers),
      on: (events, callback) => {
        for (const event of names(events)) this.listeners.push({ owner: part, event, callback });
      },
      off: (events, callback) => {
        const gone = events ? names(events) : null;
        this.listeners = this.listeners.filter(
          (l) => l.owner !== part || (gone && !gone.includes(l.event)) || (callback && l.callback !== callback),
        );
      },
      widget_manager: {
        get_model: (id) => Promise.reject(new Error(`there is no model "${id}": a widget of gokino has the one model`)),
      },
    };
    return part;
  }

  private set(values: Record<string, unknown>): void {
    const changed = Object.keys(values).filter((key) => !same(this.before.get(key), values[key]));
    for (const key of changed) {
      this.values.set(key, values[key]);
      this.before.set(key, copy(values[key]));
      this.unsaved.add(key);
    }
    this.changed(changed);
  }

  private save(): Promise<void> {
    const keys = [...this.unsaved].filter((key) => this.mirrored(key));
    this.unsaved.clear();
    if (keys.length === 0) return Promise.resolve();
    for (const key of keys) this.writing.set(key, (this.writing.get(key) ?? 0) + 1);
    const answered = () => {
      for (const key of keys) this.writing.set(key, this.writing.get(key)! - 1);
      this.adopt(keys.filter((key) => !this.busy(key) && !same(this.before.get(key), this.truth.get(key))));
    };
    const saved = this.wire.save(Object.fromEntries(keys.map((key) => [key, this.values.get(key)]))).then(
      answered,
      (error: unknown) => {
        answered();
        throw error;
      },
    );
    saved.catch(() => undefined); // who does not wait is shown the page's own notice
    return saved;
  }

  /// A key the Go half does not mirror stays in the page, as in every host of anywidgets.
  private mirrored(key: string): boolean {
    if (this.truth.has(key)) return true;
    if (!this.strangers.has(key)) console.warn(`gokino: "${key}" is not mirrored; it stays in this page`);
    this.strangers.add(key);
    return false;
  }

  private busy(key: string): boolean {
    return this.unsaved.has(key) || (this.writing.get(key) ?? 0) > 0;
  }

  private adopt(keys: string[]): void {
    for (const key of keys) this.take(key, this.truth.get(key));
    this.changed(keys);
  }

  private take(key: string, value: unknown): void {
    this.values.set(key, copy(value));
    this.before.set(key, value);
  }

  private changed(keys: string[]): void {
    for (const key of keys) this.fire(`change:${key}`, this.values.get(key), {});
    if (keys.length > 0) this.fire("change", {});
  }

  private fire(event: string, ...args: unknown[]): void {
    for (const { owner, callback, event: wanted } of [...this.listeners]) {
      if (wanted !== event) continue;
      try {
        callback.apply(owner, event === customEvent ? args : [owner, ...args]);
      } catch (error) {
        this.wire.report(`A listener of "${event}" failed`, error);
      }
    }
  }
}

function names(events: string): string[] {
  return events.split(/\s+/).filter((name) => name !== "");
}

function members(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([key, member]) => [key, viewed(member)]);
}

/// A copy that shares nothing but binary.
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/// Binary in a model is a DataView, wherever it is.
function viewed(value: unknown): unknown {
  if (value instanceof Uint8Array) return new DataView(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return value.map(viewed);
  return isPlain(value) ? Object.fromEntries(members(value)) : value;
}

/// Whether two values are the same data.
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  const [x, y] = [bytes(a), bytes(b)];
  if (x || y) return !!x && !!y && x.length === y.length && x.every((byte, i) => byte === y[i]);
  if (!isPlain(a) || !isPlain(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

function bytes(value: object): Uint8Array | null {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null;
}
