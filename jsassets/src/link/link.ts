/// The views of one page: which of them a message is for.

import { encode } from "./encode.ts";
import type { Body, Sequenced } from "./messages.ts";
import type { Sent } from "./pending.ts";
import { Socket, type Connection, type SocketOptions } from "./socket.ts";

/// What a view is told. After `init`, and again after each further one, events follow.
export interface ViewListener {
  /// The view is connected. Comes again, with the state of now, when the server had
  /// forgotten the view.
  init(payload: unknown, model: unknown): void;
  event(event: string, payload: unknown): void;
  /// The widget has ended; nothing follows.
  gone(reason: string): void;
  /// A callback for this client failed; the widget lives on.
  fail(message: string): void;
  /// The server has forgotten the view; it is being connected again, and `init` follows.
  lost?(): void;
  /// New values of the mirrored state.
  model?(patch: unknown): void;
  /// Something to do around the view.
  act?(action: string, payload: unknown): void;
  /// The path and query the view is shown at; asked whenever it is connected.
  url?(): string;
}

/// A view that is connected to a ref.
export interface View {
  /// Sends an event to the widget. A perishable one is dropped when the server has
  /// forgotten the view meanwhile. Throws RangeError for a payload that cannot be encoded.
  push(event: string, payload: unknown, perishable?: boolean): Sent;
  /// Pushes an event and waits for the answer. Rejects with what went wrong in the callback,
  /// and when no answer can come any more. Throws as push does.
  ask(event: string, payload: unknown): Promise<unknown>;
  disconnect(): void;
}

/// An event that waits for its answer.
interface Asked {
  view: string;
  sent: Sent;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Connected {
  ref: string;
  view: string;
  listener: ViewListener;
  joined: boolean; // its init has come: what follows for the ref is news to it
}

/// Link shares one Socket among the views of a page.
export class Link {
  private readonly socket: Socket;
  private readonly views = new Map<string, Connected>();
  private readonly watchers = new Set<(connection: Connection) => void>();
  private readonly asked = new Map<number, Asked>();
  private named = 0;
  private calls = 0;
  private last: Connection = { phase: "closed" };

  constructor(options: Omit<SocketOptions, "listener">) {
    this.socket = new Socket({
      ...options,
      listener: {
        message: (message) => this.route(message),
        reset: () => this.reset(),
        connection: (connection) => this.changed(connection),
        dropped: (sent, reason) => this.dropped(sent, reason),
      },
    });
  }

  start(): void {
    this.socket.start();
  }

  hurry(): void {
    this.socket.hurry();
  }

  close(): void {
    this.socket.close();
  }

  get connection(): Connection {
    return this.last;
  }

  /// The page's name on the server: what callbacks see as the origin. "" before the first
  /// welcome.
  get client(): string {
    return this.socket.client;
  }

  /// Calls `watcher` now and at each change of the connection, until the result is called.
  watch(watcher: (connection: Connection) => void): () => void {
    this.watchers.add(watcher);
    watcher(this.last);
    return () => void this.watchers.delete(watcher);
  }

  /// Resolves when there is a connection; rejects when `signal` is aborted before.
  opened(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop: (() => void)[] = [];
      const settle = (end: () => void) => {
        queueMicrotask(() => stop.forEach((f) => f())); // watch may call before it returns
        end();
      };
      const aborted = () => settle(() => reject(signal.reason as Error));
      signal.addEventListener("abort", aborted);
      stop.push(() => signal.removeEventListener("abort", aborted));
      stop.push(this.watch(({ phase }) => phase === "open" && settle(resolve)));
      if (signal.aborted) aborted();
    });
  }

  /// Connects a view of `ref`. The name is made up when it is not given.
  connect(ref: string, listener: ViewListener, view = `v${++this.named}`): View {
    this.views.set(view, { ref, view, listener, joined: false });
    this.socket.send(connecting(ref, view, listener));
    const send = (event: string, payload: unknown, perishable: boolean, call: number) =>
      this.socket.send({ type: "event", ref, view, event, payload: encode(payload), call }, perishable);
    return {
      push: (event, payload, perishable = false) => send(event, payload, perishable, 0),
      ask: (event, payload) => this.ask(view, (call) => send(event, payload, false, call)),
      disconnect: () => {
        if (this.views.get(view)?.listener !== listener) return;
        this.views.delete(view);
        this.give(`the view was closed`, (asked) => asked.view === view);
        this.socket.send({ type: "disconnect", ref, view });
      },
    };
  }

  private ask(view: string, send: (call: number) => Sent): Promise<unknown> {
    const call = ++this.calls;
    const sent = send(call);
    return new Promise((resolve, reject) => {
      if (sent.state === "dropped") reject(new Error("the event was not delivered"));
      else this.asked.set(call, { view, sent, resolve, reject });
    });
  }

  /// Gives up waiting for the answers that `lost` names.
  private give(reason: string, lost: (asked: Asked) => boolean): void {
    for (const [call, asked] of [...this.asked]) {
      if (!lost(asked)) continue;
      this.asked.delete(call);
      asked.reject(new Error(reason));
    }
  }

  private answered(call: number, payload: unknown, error: string): void {
    const asked = this.asked.get(call);
    if (!asked) return;
    this.asked.delete(call);
    if (error === "") asked.resolve(payload);
    else asked.reject(new Error(error));
  }

  private reset(): Body[] {
    const views = [...this.views.values()];
    for (const connected of views) {
      connected.joined = false;
      connected.listener.lost?.();
    }
    this.give("the connection was lost before the answer came", (asked) => asked.sent.state === "handled");
    return views.map(({ ref, view, listener }) => connecting(ref, view, listener));
  }

  private route(message: Sequenced): void {
    if (message.type === "reply") return this.answered(message.call, message.payload, message.error);
    const meant = this.meant(message);
    if (message.type === "gone") {
      this.give(`the widget is gone: ${message.reason}`, (asked) => meant.some(({ view }) => view === asked.view));
    }
    for (const connected of meant) {
      if (message.type === "init") connected.joined = true;
      try {
        deliver(connected.listener, message);
      } catch (error) {
        console.error(`gokino: a view of ${message.ref}:`, error);
      }
    }
  }

  /// Another view of the same ref may have joined before: what comes for it is in the init
  /// of a view that has still to.
  private meant(message: Sequenced): Connected[] {
    const one = "view" in message && message.view !== "";
    const news = message.type === "event" || message.type === "model" || message.type === "act";
    return [...this.views.values()].filter(
      (connected) =>
        connected.ref === message.ref && (!one || connected.view === message.view) && (!news || connected.joined),
    );
  }

  private dropped(sent: Sent, reason: string): void {
    if (sent.body.type !== "event") return;
    this.give(`the event was not delivered: ${reason}`, (asked) => asked.sent === sent);
    this.views.get(sent.body.view)?.listener.fail(`An event was not delivered: ${reason}.`);
  }

  private changed(connection: Connection): void {
    this.last = connection;
    for (const watcher of [...this.watchers]) watcher(connection);
  }
}

function connecting(ref: string, view: string, listener: ViewListener): Body {
  return { type: "connect", ref, view, url: listener.url?.() ?? "" };
}

function deliver(listener: ViewListener, message: Sequenced): void {
  switch (message.type) {
    case "init":
      return listener.init(message.payload, message.model);
    case "event":
      return listener.event(message.event, message.payload);
    case "gone":
      return listener.gone(message.reason);
    case "fail":
      return listener.fail(message.message);
    case "model":
      return listener.model?.(message.patch);
    case "act":
      return listener.act?.(message.action, message.payload);
  }
}
