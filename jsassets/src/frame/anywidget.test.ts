import assert from "node:assert/strict";
import { test } from "node:test";
import { isAnyWidget, mount, type AnyModule } from "./anywidget.ts";
import { Model } from "./model.ts";

/// A place that notes what happens in it.
function place() {
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const elements: object[] = [];
  const at = {
    root: { ownerDocument: { createElement: () => ({}) }, append: (el: object) => elements.push(el) } as unknown as HTMLElement,
    model: new Model({ save: async () => null, send: () => undefined, report: () => undefined }),
    ask: async (event: string, payload: unknown): Promise<unknown> => {
      log.push(`ask ${event} ${JSON.stringify(payload)}`);
      return { content: 42, buffers: [new Uint8Array([7])] };
    },
    onDestroy: (callback: () => void) => void ends.push(callback),
    report: (message: string, error?: unknown) => log.push(`${message}: ${(error as Error).message}`),
  };
  return { at, log, elements, end: () => ends.forEach((callback) => callback()) };
}

test("what is an anywidget's module, and what is not", () => {
  const render = () => undefined;
  for (const module of [{ render }, { default: { render } }, { default: { initialize: render } }, { default: () => ({ render }) }]) {
    assert.ok(isAnyWidget(module), Object.keys(module).join());
  }
  for (const module of [{}, { default: 1 }, { default: null }, { render: 1 }, { default: {} }]) {
    assert.ok(!isAnyWidget(module), JSON.stringify(module));
  }
});

test("initialize comes before render, each with what it is promised", async () => {
  const { at, elements } = place();
  const seen: string[] = [];
  const parts: unknown[] = [];
  await mount({
    default: async () => ({
      async initialize({ model, signal, experimental, ...rest }: Record<string, unknown>) {
        await Promise.resolve();
        parts.push(model);
        seen.push(`initialize ${signal instanceof AbortSignal} ${typeof experimental} ${Object.keys(rest)}`);
      },
      render({ model, el, signal, host, experimental, ...rest }: Record<string, unknown>) {
        parts.push(model);
        seen.push(`render ${el === elements[0]} ${signal instanceof AbortSignal} ${typeof host} ${typeof experimental} ${Object.keys(rest)}`);
      },
    }),
  }, at);
  assert.deepEqual(seen, ["initialize true object ", "render true true object object "]);
  assert.notEqual(parts[0], parts[1]); // off() of one leaves the other's listeners
});

test("the end aborts the signal and calls what cleans up, last first, whatever fails", async () => {
  const { at, log, end } = place();
  await mount({
    default: {
      initialize: ({ signal }: { signal: AbortSignal }) => {
        signal.addEventListener("abort", () => log.push("abort"));
        return () => log.push("initialize's");
      },
      render: async () => () => {
        log.push("render's");
        throw new Error("stuck");
      },
    },
  }, at);
  assert.deepEqual(log, []);
  end();
  end();
  assert.deepEqual(log, ["abort", "render's", "The widget's cleanup failed: stuck", "initialize's"]);
});

test("what begins too late is cleaned up at once", async () => {
  const { at, log, end } = place();
  let go = () => undefined as void;
  const mounted = mount({ default: { render: () => new Promise((resolve) => (go = () => resolve(() => log.push("cleaned")))) } } as AnyModule, at);
  await new Promise((resolve) => setTimeout(resolve));
  end();
  go();
  await mounted;
  assert.deepEqual(log, ["cleaned"]);
});

test("invoke asks the Go half", async () => {
  const { at, log } = place();
  let answer: [unknown, DataView[]] | undefined;
  await mount({
    default: {
      async render({ experimental: { invoke } }: { experimental: { invoke(...args: unknown[]): Promise<[unknown, DataView[]]> } }) {
        answer = await invoke("double", 21);
        await assert.rejects(invoke("double", 21, { signal: AbortSignal.abort(new Error("given up")) }), /given up/);
      },
    },
  }, at);
  assert.equal(answer![0], 42);
  assert.equal(answer![1][0]!.getUint8(0), 7);
  assert.deepEqual(log, ['ask anywidget-command {"name":"double","msg":21,"buffers":[]}']);
});
