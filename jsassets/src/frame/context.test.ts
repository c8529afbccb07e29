import assert from "node:assert/strict";
import { test } from "node:test";
import { Context, kept } from "./context.ts";
import { Model } from "./model.ts";

function fresh() {
  const log: string[] = [];
  const ctx = new Context({
    root: {} as HTMLElement,
    model: new Model({ save: async () => null, send: () => undefined, report: () => undefined }),
    push: async (event, payload) => {
      log.push(`push ${event} ${JSON.stringify(payload)}`);
      if (event === "fail") throw new Error("no");
      return payload;
    },
    uploads: { ask: () => assert.fail("nothing is uploaded"), abort: () => undefined },
    importCSS: async (url) => void log.push(`css ${url}`),
    importJS: async (url) => void log.push(`js ${url}`),
    report: (message, error) => log.push(`report ${message}${error instanceof Error ? `: ${error.message}` : ""}`),
  });
  return { ctx, log };
}

test("events wait for their handler, each name by itself and in order", () => {
  const { ctx, log } = fresh();
  Context.deliver(ctx, "a", 1);
  Context.deliver(ctx, "b", 2);
  Context.deliver(ctx, "b", 3);
  ctx.handleEvent("b", (payload) => log.push(`b ${payload}`));
  assert.deepEqual(log, ["b 2", "b 3"]);
  Context.deliver(ctx, "b", 4);
  ctx.handleEvent("a", (payload) => log.push(`a ${payload}`));
  assert.deepEqual(log, ["b 2", "b 3", "b 4", "a 1"]);
});

test("a second handler of an event throws", () => {
  const { ctx } = fresh();
  ctx.handleEvent("a", () => undefined);
  assert.throws(() => ctx.handleEvent("a", () => undefined), /already been defined for event "a"/);
});

test("a handler that throws is reported and hears the next event", () => {
  const { ctx, log } = fresh();
  ctx.handleEvent("a", (payload) => {
    if (payload === 1) throw new Error("boom");
    log.push("fine");
  });
  Context.deliver(ctx, "a", 1);
  Context.deliver(ctx, "a", 2);
  assert.deepEqual(log, ['report The handler of event "a" failed: boom', "fine"]);
});

test("an event nobody handles is kept only so often", () => {
  const { ctx } = fresh();
  for (let i = 0; i <= kept; i++) Context.deliver(ctx, "a", i);
  const got: unknown[] = [];
  ctx.handleEvent("a", (payload) => got.push(payload));
  assert.equal(got.length, kept);
  assert.equal(got[0], 1);
});

test("members work when taken off ctx, as widgets do", async () => {
  const { ctx, log } = fresh();
  const { pushEvent, handleEvent, importCSS, importJS } = { ...ctx } as Context; // own members survive the spread
  pushEvent("bump");
  pushEvent("bump", { by: 2 });
  handleEvent("a", () => log.push("a"));
  Context.deliver(ctx, "a", null);
  await importCSS("main.css");
  await importJS("lib.js");
  assert.deepEqual(log, ["push bump null", 'push bump {"by":2}', "a", "css main.css", "js lib.js"]);
});

test("sync waits for the widget's promise and survives its failure", async () => {
  const { ctx, log } = fresh();
  await Context.sync(ctx);
  ctx.handleSync(async () => {
    await Promise.resolve();
    log.push("flushed");
  });
  await Context.sync(ctx);
  ctx.handleSync(() => {
    throw new Error("no");
  });
  await Context.sync(ctx);
  assert.deepEqual(log, ["flushed", "report The sync handler failed: no"]);
});

test("asking for a secret says that there are none", () => {
  const { ctx, log } = fresh();
  ctx.selectSecret(() => assert.fail("called"));
  assert.match(log[0]!, /no secrets/);
});

test("pushEvent answers, and who does not wait is not bothered by a failure", async () => {
  const { ctx } = fresh();
  ctx.pushEvent("fail"); // an unhandled rejection would end this test
  assert.equal(await ctx.pushEvent("save", 3), 3);
  await assert.rejects(ctx.pushEvent("fail"), /no/);
});

test("on tells of changes of the connection, onDestroy once of the end", () => {
  const { ctx, log } = fresh();
  ctx.on("disconnected", () => log.push("down"));
  ctx.on("connected", () => log.push("up"));
  ctx.onDestroy(() => log.push("end"));
  assert.throws(() => ctx.on("offline" as "connected", () => undefined), /not "offline"/);
  for (const connected of [true, false, false, true]) Context.connection(ctx, connected);
  Context.destroy(ctx);
  Context.destroy(ctx);
  assert.deepEqual(log, ["down", "up", "end"]);
});
