/// The views of one page: which of them a message is for.

import { encode } from "./encode.ts";
import type { Body, Sequenced } from "./messages.ts";
import type { Sent } from "./pending.ts";
import { Socket, type Connection, type SocketOptions } from "./socket.ts";

/// What a view is told. After `init`, and again after each further one, events follow.
export interface ViewListener {
  /// The view is connected. Comes again, with the state of now, when the server had
  /// forgotten the view.
  init(payload: unknown): void;
  event(event: string, payload: unknown): void;
  /// The widget has ended; nothing follows.
  gone(reason: string): void;
  /// A callback for this client failed; the widget lives on.
  fail(message: string): void;
  /// The server has forgotten the view; it is being connected again, and `init` follows.
  lost?(): void;
}

/// A view that is connected to a ref.
export interface View {
  /// Sends an event to the widget. A perishable one is dropped when the server has
  /// forgotten the view meanwhile. Throws RangeError for a payload that cannot be encoded.
  push(event: string, payload: unknown, perishable?: boolean): Sent;
  disconnect(): void;
}

interface Connected {
  ref: string;
  view: string;
  listener: ViewListener;
}

/// Link shares one Socket among the views of a page.
export class Link {
  private readonly socket: Socket;
  private readonly views = new Map<string, Connected>();
  private readonly watchers = new Set<(connection: Connection) => void>();
  private named = 0;
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

  /// Calls `watcher` now and at each change of the connection, until the result is called.
  watch(watcher: (connection: Connection) => void): () => void {
    this.watchers.add(watcher);
    watcher(this.last);
    return () => void this.watchers.delete(watcher);
  }

  /// Connects a view of `ref`. The name is made up when it is not given.
  connect(ref: string, listener: ViewListener, view = `v${++this.named}`): View {
    this.views.set(view, { ref, view, listener });
    this.socket.send({ type: "connect", ref, view });
    return {
      push: (event, payload, perishable) =>
        this.socket.send({ type: "event", ref, view, event, payload: encode(payload) }, perishable),
      disconnect: () => {
        if (this.views.get(view)?.listener !== listener) return;
        this.views.delete(view);
        this.socket.send({ type: "disconnect", ref, view });
      },
    };
  }

  private reset(): Body[] {
    const views = [...this.views.values()];
    for (const { listener } of views) listener.lost?.();
    return views.map(({ ref, view }) => ({ type: "connect", ref, view }));
  }

  private route(message: Sequenced): void {
    for (const { listener } of this.meant(message)) {
      try {
        deliver(listener, message);
      } catch (error) {
        console.error(`gokino: a view of ${message.ref}:`, error);
      }
    }
  }

  private meant(message: Sequenced): Connected[] {
    const one = "view" in message && message.view !== "";
    return [...this.views.values()].filter(
      (connected) => connected.ref === message.ref && (!one || connected.view === message.view),
    );
  }

  private dropped(sent: Sent, reason: string): void {
    if (sent.body.type !== "event") return;
    this.views.get(sent.body.view)?.listener.fail(`An event was not delivered: ${reason}.`);
  }

  private changed(connection: Connection): void {
    this.last = connection;
    for (const watcher of [...this.watchers]) watcher(connection);
  }
}

function deliver(listener: ViewListener, message: Sequenced): void {
  switch (message.type) {
    case "init":
      return listener.init(message.payload);
    case "event":
      return listener.event(message.event, message.payload);
    case "gone":
      return listener.gone(message.reason);
    case "fail":
      return listener.fail(message.message);
  }
}
