/// A widget's browser half where it runs: it hears the page, has the widget's module
/// imported, and gives it its ctx.

import { isAnyWidget, mount, type AnyModule } from "./anywidget.ts";
import { Context } from "./context.ts";
import type { FromFrame, ToFrame } from "./messages.ts";
import { customEvent, Model } from "./model.ts";
import { Notices } from "./notices.ts";
import { plain } from "./plain.ts";

/// What a widget's module exports.
export interface WidgetModule extends AnyModule {
  init?: (ctx: Context, payload: unknown) => unknown;
}

/// The place a guest lives in: a document of its own, or an element of a page.
export interface House {
  root: HTMLElement;
  /// Where messages about failures are shown.
  notices: HTMLElement;
  /// The element that bears data-connected and data-gone.
  state: HTMLElement;
  post(message: FromFrame): void;
  /// Imports the module `entry` below the URL `base`.
  load(base: string, entry: string): Promise<WidgetModule>;
  /// Shows static HTML.
  html(html: string): void;
  importCSS(url: string): Promise<void>;
  importJS(url: string): Promise<void>;
}

export class Guest {
  readonly ctx: Context;
  private readonly model: Model;
  private readonly notices: Notices;
  private readonly post: (message: FromFrame) => void;
  private module: Promise<WidgetModule | null> = Promise.resolve(null);
  private readonly calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private readonly progress = new Map<number, (index: number, loaded: number) => void>();
  private called = 0;
  private started = false;

  constructor(private readonly house: House) {
    this.notices = new Notices(house.notices);
    this.post = house.post;
    const report = (message: string, error?: unknown) => this.report(message, error);
    this.model = new Model({
      save: (values) => this.push("lv:set", values),
      send: (content, buffers) => void this.push(customEvent, { content, buffers }).catch(() => undefined),
      report,
    });
    this.ctx = new Context({
      root: house.root,
      model: this.model,
      push: (event, payload) => this.push(event, payload),
      uploads: {
        ask: (name, files, progress) => this.upload(name, files, progress),
        abort: (call) => this.post({ type: "uploadAbort", call }),
      },
      importCSS: (url) => house.importCSS(url),
      importJS: (url) => house.importJS(url),
      report,
    });
  }

  private push(event: string, payload: unknown): Promise<unknown> {
    const call = ++this.called;
    try {
      this.post({ type: "event", event, payload: plain(payload), call });
    } catch (error) {
      this.report(`The event "${event}" could not be sent`, error);
      return Promise.reject(error as Error);
    }
    return this.answer(call);
  }

  private upload(name: string, files: File[], progress: (index: number, loaded: number) => void) {
    const call = ++this.called;
    this.progress.set(call, progress);
    this.post({ type: "upload", call, name, files });
    return { call, answer: this.answer(call).finally(() => this.progress.delete(call)) };
  }

  private answer(call: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.calls.set(call, { resolve, reject }));
  }

  private answered(call: number, payload: unknown, error: string): void {
    const waiting = this.calls.get(call);
    this.calls.delete(call);
    if (error === "") waiting?.resolve(payload);
    else waiting?.reject(new Error(error));
  }

  receive(message: ToFrame): void {
    switch (message.type) {
      case "load":
        return this.load(message.base, message.entry);
      case "html":
        return this.house.html(message.html);
      case "init":
        this.ctx.origin = message.origin;
        if (!this.started) this.model.begin(message.model);
        return void this.init(message.payload);
      case "model":
        return this.model.patch(message.patch);
      case "event":
        if (message.event === customEvent) return this.model.custom(message.payload);
        return Context.deliver(this.ctx, message.event, message.payload);
      case "reply":
        return this.answered(message.call, message.payload, message.error);
      case "uploadProgress":
        return this.progress.get(message.call)?.(message.index, message.loaded);
      case "sync":
        return void Context.sync(this.ctx).then(() => this.post({ type: "syncReply", id: message.id }));
      case "connection":
        this.house.state.dataset["connected"] = String(message.connected);
        return Context.connection(this.ctx, message.connected);
      case "gone":
        this.house.state.dataset["gone"] = message.reason;
        return Context.destroy(this.ctx);
      case "fail": // shown by the page, around the frame
        return;
    }
  }

  destroy(): void {
    Context.destroy(this.ctx);
  }

  private load(base: string, entry: string): void {
    this.module = this.house.load(base, entry).catch((error: unknown) => {
      this.report("The widget's JavaScript could not be loaded", error);
      return null;
    });
  }

  private async init(payload: unknown): Promise<void> {
    if (this.started) return;
    this.started = true;
    const module = await this.module;
    if (!module) return;
    const kino = typeof module.init === "function";
    if (!kino && !isAnyWidget(module)) {
      return this.report('The widget\'s JavaScript does not export a function "init"');
    }
    try {
      if (kino) await module.init!(this.ctx, payload);
      else await this.mount(module);
    } catch (error) {
      this.report(`The widget's ${kino ? "init" : "render"} failed`, error);
    }
    this.model.opened();
  }

  private mount(module: AnyModule): Promise<void> {
    return mount(module, {
      root: this.house.root,
      model: this.model,
      ask: (event, payload) => this.push(event, payload),
      onDestroy: (callback) => this.ctx.onDestroy(callback),
      report: (message, error) => this.report(message, error),
    });
  }

  report(message: string, error?: unknown): void {
    const text = error === undefined ? message : `${message}: ${error instanceof Error ? error.message : String(error)}`;
    if (error !== undefined) console.error(message, error);
    this.notices.add(text);
    this.post({ type: "error", message: text });
  }
}
