/// The document in a widget's sandboxed iframe: waits for the page's port, imports the
/// widget's module and plays the page's part towards it.

import { Context } from "./context.ts";
import { Height } from "./height.ts";
import { isMessage, type FromFrame, type ToFrame } from "./messages.ts";
import { Notices } from "./notices.ts";
import { plain } from "./plain.ts";
import { showHTML } from "./html.ts";

interface WidgetModule {
  init?: (ctx: Context, payload: unknown) => unknown;
}

const root = document.getElementById("root")!;

/// An opaque origin has no cookies, and reading them throws; libraries expect a string.
Object.defineProperty(document, "cookie", { get: () => "", set: () => undefined });

addEventListener("message", function accept(event: MessageEvent) {
  const port = event.ports[0];
  if (event.source !== parent || !isMessage(event.data) || event.data.type !== "port" || !port) return;
  removeEventListener("message", accept);
  new Guest(port);
});
parent.postMessage({ type: "ready" }, "*");

class Guest {
  private readonly notices = new Notices(document.body);
  private readonly ctx: Context;
  private readonly post: (message: FromFrame) => void;
  private module: Promise<WidgetModule | null> = Promise.resolve(null);
  private readonly calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private called = 0;
  private started = false;

  constructor(port: MessagePort) {
    // Bound before any widget code runs, which could replace the prototype's.
    this.post = port.postMessage.bind(port);
    this.ctx = new Context({
      root,
      push: (event, payload) => this.push(event, payload),
      importCSS: (url) => this.importCSS(url),
      importJS: (url) => this.importJS(url),
      report: (message, error) => this.report(message, error),
    });
    port.onmessage = (event: MessageEvent<ToFrame>) => this.receive(event.data);
    addEventListener("pagehide", () => Context.destroy(this.ctx));
    this.followHeight();
    this.forwardKeys();
  }

  private push(event: string, payload: unknown): Promise<unknown> {
    const call = ++this.called;
    try {
      this.post({ type: "event", event, payload: plain(payload), call });
    } catch (error) {
      this.report(`The event "${event}" could not be sent`, error);
      return Promise.reject(error as Error);
    }
    return new Promise((resolve, reject) => this.calls.set(call, { resolve, reject }));
  }

  private answered(call: number, payload: unknown, error: string): void {
    const waiting = this.calls.get(call);
    this.calls.delete(call);
    if (error === "") waiting?.resolve(payload);
    else waiting?.reject(new Error(error));
  }

  private receive(message: ToFrame): void {
    switch (message.type) {
      case "load":
        return this.load(message.base, message.entry);
      case "html":
        return showHTML(root, message.html);
      case "init":
        this.ctx.origin = message.origin;
        return void this.init(message.payload);
      case "event":
        return Context.deliver(this.ctx, message.event, message.payload);
      case "reply":
        return this.answered(message.call, message.payload, message.error);
      case "sync":
        return void Context.sync(this.ctx).then(() => this.post({ type: "syncReply", id: message.id }));
      case "connection":
        document.documentElement.dataset["connected"] = String(message.connected);
        return Context.connection(this.ctx, message.connected);
      case "gone":
        document.documentElement.dataset["gone"] = message.reason;
        return Context.destroy(this.ctx);
      case "fail": // shown by the page, around the frame
        return;
    }
  }

  private load(base: string, entry: string): void {
    const element = document.createElement("base");
    element.href = base;
    element.target = "_blank"; // a link must not replace the widget
    document.head.append(element);
    const url = new URL(entry, base).href;
    this.module = (import(url) as Promise<WidgetModule>).catch((error: unknown) => {
      this.report("The widget's JavaScript could not be loaded", error);
      return null;
    });
  }

  private async init(payload: unknown): Promise<void> {
    if (this.started) return;
    this.started = true;
    const module = await this.module;
    if (!module) return;
    if (typeof module.init !== "function") {
      return this.report('The widget\'s JavaScript does not export a function "init"');
    }
    try {
      await module.init(this.ctx, payload);
    } catch (error) {
      this.report("The widget's init failed", error);
    }
  }

  private importCSS(url: string): Promise<void> {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = url;
    return this.append(link, url);
  }

  private importJS(url: string): Promise<void> {
    const script = document.createElement("script");
    script.src = url;
    return this.append(script, url);
  }

  private append(element: HTMLElement, url: string): Promise<void> {
    return new Promise((resolve) => {
      element.addEventListener("load", () => resolve(), { once: true });
      element.addEventListener("error", () => {
        this.report(`${url} could not be loaded`);
        resolve();
      }, { once: true });
      document.head.append(element);
    });
  }

  private report(message: string, error?: unknown): void {
    const text = error === undefined ? message : `${message}: ${error instanceof Error ? error.message : String(error)}`;
    if (error !== undefined) console.error(message, error);
    this.notices.add(text);
    this.post({ type: "error", message: text });
  }

  private followHeight(): void {
    const follow = new Height();
    let width = innerWidth;
    let resized = false;
    const measure = () => {
      const height = follow.next(document.body.scrollHeight, resized);
      if (follow.chased) document.body.style.overflowY = "auto";
      if (height !== null) this.post({ type: "resize", height });
    };
    addEventListener("resize", () => {
      resized = innerWidth === width;
      width = innerWidth;
      // Observers of sizes are called before this, in the same frame.
      setTimeout(() => (resized = false));
    });
    new ResizeObserver(measure).observe(document.body);
    measure();
  }

  /// Only keys that the user really pressed, and only those the page has a use for.
  private forwardKeys(): void {
    addEventListener("keydown", (event) => {
      if (!event.isTrusted || event.defaultPrevented || event.repeat || !isShortcut(event)) return;
      const save = event.key.toLowerCase() === "s";
      if (save) event.preventDefault();
      const { key, ctrlKey: ctrl, shiftKey: shift, altKey: alt, metaKey: meta } = event;
      this.post({ type: "key", key, ctrl, shift, alt, meta });
    });
  }
}

function isShortcut(event: KeyboardEvent): boolean {
  const command = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case "Enter":
      return command || (event.shiftKey && !isEditable(event.target));
    case "Escape":
      return !isEditable(event.target);
    case "s":
    case "S":
      return command;
    default:
      return false;
  }
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select, [role=textbox]"))
  );
}
