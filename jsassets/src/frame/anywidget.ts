/// Runs anywidget front-end modules (AFM) as they are published: a default export with
/// `initialize` and `render`, a function that makes one, or a bare `render`.

import type { AnyModel, Model } from "./model.ts";

type Cleanup = (() => unknown) | undefined | null | void | object;

interface Experimental {
  invoke(name: string, message?: unknown, options?: { buffers?: unknown[]; signal?: AbortSignal }): Promise<[unknown, DataView[]]>;
}

interface Definition {
  initialize?: (props: { model: AnyModel; signal: AbortSignal; experimental: Experimental }) => Cleanup | Promise<Cleanup>;
  render?: (props: {
    model: AnyModel;
    el: HTMLElement;
    signal: AbortSignal;
    host: object;
    experimental: Experimental;
  }) => Cleanup | Promise<Cleanup>;
}

/// A module that may be an anywidget's.
export interface AnyModule {
  default?: unknown;
  render?: unknown;
}

export interface Place {
  root: HTMLElement;
  model: Model;
  /// Asks the Go half; resolves to the answer.
  ask(event: string, payload: unknown): Promise<unknown>;
  onDestroy(callback: () => void): void;
  report(message: string, error?: unknown): void;
}

/// Whether a module has what an anywidget exports.
export function isAnyWidget(module: AnyModule): boolean {
  const { default: made, render } = module;
  return typeof render === "function" || typeof made === "function" || (typeof made === "object" && made !== null && ("render" in made || "initialize" in made));
}

/// Sets the module up and renders its one view.
export async function mount(module: AnyModule, { root, model, ask, onDestroy, report }: Place): Promise<void> {
  const ending = new AbortController();
  const cleanups: (() => unknown)[] = [];
  const keep = (cleanup: Cleanup) => {
    if (typeof cleanup !== "function") return;
    if (ending.signal.aborted) void (cleanup as () => unknown)();
    else cleanups.unshift(cleanup as () => unknown);
  };
  onDestroy(() => {
    ending.abort(new DOMException("the widget ends", "AbortError"));
    for (const cleanup of cleanups.splice(0)) {
      try {
        Promise.resolve(cleanup()).catch((error: unknown) => report("The widget's cleanup failed", error));
      } catch (error) {
        report("The widget's cleanup failed", error);
      }
    }
  });
  const experimental = { invoke: invoker(ask) };
  const { signal } = ending;
  const definition = await define(module);
  keep(await definition.initialize?.({ model: model.part(), signal, experimental }));
  if (signal.aborted) return;
  const el = root.ownerDocument.createElement("div");
  root.append(el);
  keep(await definition.render?.({ model: model.part(), el, signal, host, experimental }));
}

async function define(module: AnyModule): Promise<Definition> {
  if (typeof module.default === "function") return ((await module.default()) ?? {}) as Definition;
  if (typeof module.default === "object" && module.default !== null) return module.default as Definition;
  return { render: module.render } as Definition;
}

/// What anywidgets ask of a host that shows several; here each is by itself.
const alone = (what: string) => () => Promise.reject(new Error(`${what}: a widget of gokino is by itself in its frame`));
const host = { getModel: alone("getModel"), getWidget: alone("getWidget") };

/// The event that asks the Go half to run a command of the module's.
const commandEvent = "anywidget-command";

function invoker(ask: Place["ask"]): Experimental["invoke"] {
  return async (name, message, { buffers = [], signal = AbortSignal.timeout(3000) } = {}) => {
    signal.throwIfAborted();
    const given = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    const answer = await Promise.race([ask(commandEvent, { name, msg: message, buffers }), given]);
    const { content = null, buffers: back = [] } = (answer ?? {}) as { content?: unknown; buffers?: Uint8Array[] };
    return [content, back.map((part) => new DataView(part.buffer, part.byteOffset, part.byteLength))];
  };
}
