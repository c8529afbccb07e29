/// One widget in a page: its sandboxed frame, or its element for one of gokino's own, joined
/// to its ref on the link.

import type { BuiltinContext } from "../builtin/contract.ts";
import { isMessage, type FromFrame, type ToFrame } from "../frame/messages.ts";
import type { Link, View, ViewListener } from "../link/link.ts";
import type { Connection } from "../link/socket.ts";
import type { Body, Port } from "./body.ts";
import { Builtin } from "./builtin.ts";
import { Iframe } from "./iframe.ts";
import { Nest, type Nested } from "./nest.ts";
import { Stage, type Host } from "./stage.ts";
import { Uploads } from "./upload.ts";

/// Where a live widget is: as its output names it.
export interface Place {
  ref: string;
  hash: string;
  entry: string;
  /// The name of one of gokino's own widgets, which has neither hash nor entry; else "".
  builtin: string;
}

/// A key that was pressed inside a frame and means something to the page.
export interface FrameKey {
  key: string;
  command: boolean;
  shift: boolean;
}

export interface FrameOptions {
  /// Absolute URL under which frame, assets and socket are served, without a final slash.
  origin: string;
  link: Link;
  onKey?: (key: FrameKey) => void;
  /// The page's own title and address, where widgets may have them.
  host?: Host;
  /// Runs cells, where there are some; for gokino's own widgets.
  run?: BuiltinContext["run"];
}

const near = "1000px";
const tallest = 20_000;

/// FrameView shows what `content` names: a live widget, or static HTML. It loads once it
/// comes near the window, or the page is printed, or `atOnce`, and lives until close.
export class FrameView {
  readonly element = document.createElement("div");
  private readonly notice = document.createElement("div");
  private readonly words = document.createElement("span");
  private readonly dismiss = document.createElement("button");
  private readonly observer: IntersectionObserver;
  private readonly stage: Stage;
  private readonly uploads: Uploads;
  private body: Body | null = null;
  private port: Port | null = null;
  private queue: ToFrame[] = [];
  private view: View | null = null;
  private unwatch: (() => void) | null = null;
  private handshakes = 0; // expected: one at first, one for each reload asked for here
  private started = false;
  private closed = false;
  private pushed = false; // since the last ping
  private handled: Promise<unknown> = Promise.resolve(); // the last ping
  private readonly syncs = new Map<number, () => void>();
  private synced = 0;
  private readonly nest: Nest;

  /// `show` is how values inside a built-in widget are shown.
  constructor(
    private readonly content: Place | { html: string },
    private readonly options: FrameOptions,
    show: (data: Record<string, unknown>) => Nested,
    atOnce = false,
  ) {
    this.nest = new Nest(show);
    this.element.className = "gk-view";
    this.notice.className = "gk-view-notice";
    this.notice.setAttribute("role", "status");
    this.notice.hidden = true;
    this.dismiss.type = "button";
    this.dismiss.textContent = "Dismiss";
    this.dismiss.addEventListener("click", () => this.say(""));
    this.notice.append(this.words, this.dismiss);
    this.stage = new Stage(this.options.host, {
      push: (event, payload) => this.view?.push(event, payload),
      reconnect: () => this.reconnect(true),
    });
    this.uploads = new Uploads({
      origin: options.origin,
      ask: (event, payload) => this.view?.ask(event, payload) ?? Promise.reject(new Error("the widget is not connected")),
      push: (event, payload) => this.view?.push(event, payload),
      connected: (signal) => options.link.opened(signal),
    });
    this.element.append(this.stage.element, this.notice);
    this.mark("waiting");
    this.observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.open(), {
      rootMargin: near,
    });
    this.observer.observe(this.element);
    addEventListener("beforeprint", this.open);
    // Once it is in the page: its style goes where it is.
    if (atOnce) queueMicrotask(() => this.element.isConnected && this.open());
  }

  close(): void {
    this.unobserve();
    this.closed = true;
    this.uploads.abort();
    this.unwatch?.();
    this.view?.disconnect();
    this.stage.close();
    this.port?.close();
    this.body?.close();
    this.answerSyncs();
    this.element.remove();
  }

  /// Resolves to true once the widget's Go half has handled all that the user did in its
  /// frame, what ctx.handleSync flushes included; to false if it has not within so many
  /// milliseconds.
  async settled(within: number): Promise<boolean> {
    const [own, inside] = await Promise.all([this.own(within), this.nest.settled(within)]);
    return own && inside;
  }

  /// settled, without the widgets shown inside.
  private own(within: number): Promise<boolean> {
    if (this.options.link.connection.phase !== "open") return Promise.resolve(true); // all waits, the run too
    let timer: ReturnType<typeof setTimeout>;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), within)));
    const done = this.sync().then(() => this.ping()).then(() => true);
    return Promise.race([done, late]).finally(() => clearTimeout(timer));
  }

  /// Lets the frame flush; what it pushed before it answers has come by then.
  private sync(): Promise<void> {
    if (!this.view || !this.port || this.element.dataset["state"] !== "live") return Promise.resolve();
    const id = ++this.synced;
    return new Promise((resolve) => {
      this.syncs.set(id, resolve);
      this.post({ type: "sync", id });
    });
  }

  /// Goes to the Go half and back, after all that was pushed. Where nothing was pushed since
  /// the last ping, that one is waited for.
  private ping(): Promise<unknown> {
    if (this.view && this.pushed) {
      this.pushed = false;
      this.handled = this.view.ask("lv:ping", null).catch(() => undefined); // a widget that has ended handles nothing
    }
    return this.handled;
  }

  private readonly open = (): void => {
    this.unobserve();
    if (this.body || this.closed) return;
    this.mark("loading");
    this.handshakes = 1;
    this.body = this.build();
    this.element.append(this.body.element);
    this.body.reload();
    this.connect();
    this.unwatch = this.options.link.watch((connection) => this.connection(connection));
  };

  private unobserve(): void {
    this.observer.disconnect();
    removeEventListener("beforeprint", this.open);
  }

  private build(): Body {
    const attach = (port: Port) => this.attach(port);
    const { origin, run } = this.options;
    if ("html" in this.content) return new Iframe(`${origin}/frame`, "HTML output", attach);
    if (!this.content.builtin) return new Iframe(`${origin}/frame`, "Widget", attach);
    return new Builtin({ name: this.content.builtin, origin, run, nest: this.nest }, attach);
  }

  private connect(): void {
    if ("html" in this.content) return this.post({ type: "html", html: this.content.html });
    const listener: ViewListener = {
      init: (payload, model) => this.init(payload, model),
      event: (event, payload) => this.post({ type: "event", event, payload }),
      // What comes before the init is in its model.
      model: (patch) => this.started && this.post({ type: "model", patch }),
      gone: (reason) => this.gone(reason),
      fail: (message) => this.fail(message),
      act: (action, payload) => this.stage.act(action, payload),
      url: () => this.stage.url,
    };
    this.view = this.options.link.connect(this.content.ref, listener);
  }

  /// A frame has no second init: a further one starts its document anew.
  private init(payload: unknown, model: unknown): void {
    if (this.started) this.restart();
    this.started = true;
    this.notice.ariaLive = "polite";
    this.mark("live");
    this.say("");
    this.post({ type: "init", payload, model, origin: this.options.link.client });
  }

  private restart(): void {
    this.detach();
    this.handshakes++;
    this.body?.reload();
  }

  private detach(): void {
    this.uploads.abort();
    this.port?.close();
    this.port = null;
    this.queue = [];
    this.answerSyncs();
  }

  /// Nobody waits for a document that is no more.
  private answerSyncs(): void {
    for (const done of this.syncs.values()) done();
    this.syncs.clear();
  }

  /// The frame's document lives. One that nobody asked for replaced a document that had its
  /// init already, so the view connects again for another.
  private attach(port: Port): void {
    if (this.handshakes > 0) this.handshakes--;
    else this.reconnect();
    this.port?.close();
    this.port = port;
    port.onmessage = (event: MessageEvent) => isMessage(event.data) && this.hear(event.data as FromFrame);
    if (!("html" in this.content) && !this.content.builtin) {
      const { hash, entry } = this.content;
      const base = `${this.options.origin}/assets/${encodeURIComponent(hash)}/`;
      port.postMessage({ type: "load", base, entry } satisfies ToFrame);
    }
    for (const message of this.queue.splice(0)) port.postMessage(message);
    if ("html" in this.content) this.mark("live");
  }

  /// Connects anew, for a document that is there already or, with `reload`, for a new one.
  private reconnect(reload = false): void {
    this.detach();
    if (reload && this.started) {
      this.handshakes++;
      this.body?.reload();
    }
    this.started = false;
    this.view?.disconnect();
    this.connect();
  }

  private post(message: ToFrame): void {
    if (this.port) this.port.postMessage(message);
    else this.queue.push(message);
  }

  private hear(message: FromFrame): void {
    switch (message.type) {
      case "event":
        return this.push(String(message.event), message.payload, Number(message.call));
      case "upload":
        return this.upload(message);
      case "uploadAbort":
        return this.uploads.abort(Number(message.call));
      case "resize":
        return this.resize(Number(message.height));
      case "syncReply":
        this.syncs.get(message.id)?.();
        this.syncs.delete(message.id);
        return;
      case "error":
        this.element.dataset["fault"] = String(message.message);
        return;
      case "key":
        if (this.body?.focused) {
          this.options.onKey?.({
            key: String(message.key),
            command: Boolean(message.ctrl || message.meta),
            shift: Boolean(message.shift),
          });
        }
    }
  }

  /// Answers the document that asks now, and no other.
  private answerer(call: number): (payload: unknown, error: string) => void {
    const port = this.port;
    return (payload, error) => {
      if (this.port === port) this.post({ type: "reply", call, payload, error });
    };
  }

  private upload({ call, name, files }: FromFrame & { type: "upload" }): void {
    const progress = (index: number, loaded: number) => this.post({ type: "uploadProgress", call, index, loaded });
    this.uploads.start(Number(call), String(name), files, progress, this.answerer(call));
  }

  private push(event: string, payload: unknown, call: number): void {
    const answer = this.answerer(call);
    this.pushed = true;
    try {
      this.view?.ask(event, payload).then(
        (value) => answer(value, ""),
        (error: Error) => answer(null, error.message),
      );
    } catch (error) {
      const message = `The event "${event}" could not be sent: ${error instanceof Error ? error.message : String(error)}`;
      answer(null, message);
      this.fail(message);
    }
  }

  private resize(height: number): void {
    if (!this.body || !(height >= 0)) return;
    this.body.element.style.height = `${Math.min(height, tallest)}px`;
  }

  private connection(connection: Connection): void {
    const connected = connection.phase === "open";
    this.post({ type: "connection", connected });
    // A frame that never answered was probably asked for while the server was away.
    if (connected && this.body && !this.port && this.element.dataset["state"] === "lost") {
      this.mark("loading");
      this.body.reload();
    } else if (!connected && this.body && !this.port) {
      this.mark("lost");
    }
  }

  private gone(reason: string): void {
    this.uploads.abort();
    this.mark("gone");
    // Where a server ends, all its widgets do at once: only the one in use is worth a word.
    const tree = this.element.getRootNode() as Document | ShadowRoot;
    this.notice.ariaLive = this.element.contains(tree.activeElement) ? "polite" : "off";
    this.say(reason ? `No longer available: ${reason}` : "No longer available");
    if (this.body) this.body.element.inert = true;
    this.post({ type: "gone", reason });
  }

  private fail(message: string): void {
    this.element.dataset["failure"] = message;
    if (!this.started) this.mark("failed");
    this.say(message, this.started);
    this.post({ type: "fail", message });
  }

  private say(text: string, passing = false): void {
    this.words.textContent = text;
    this.dismiss.hidden = !passing;
    this.notice.hidden = text === "";
  }

  /// data-state: waiting (not near), loading, live, failed (never was), lost (server away
  /// while loading), gone.
  private mark(state: string): void {
    this.element.dataset["state"] = state;
  }
}
