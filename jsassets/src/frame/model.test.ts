import assert from "node:assert/strict";
import { test } from "node:test";
import { Model } from "./model.ts";

/// A model whose Go half answers when the test says so, and a log of what it was told.
function fresh(values: Record<string, unknown> = { count: 3, name: "x" }) {
  const log: string[] = [];
  const writes: { values: Record<string, unknown>; resolve(): void; reject(error: Error): void }[] = [];
  const model = new Model({
    save: (values) => new Promise((resolve, reject) => writes.push({ values, resolve: () => resolve(null), reject })),
    send: (content, buffers) => log.push(`send ${JSON.stringify(content)} ${buffers.length}`),
    report: (message, error) => log.push(`report ${message}: ${(error as Error).message}`),
  });
  model.begin(values);
  const part = model.part();
  part.on("change:count", (_: unknown, value: unknown) => log.push(`count ${value}`));
  part.on("change", () => log.push("change"));
  return { model, part, log, writes, told: () => log.splice(0) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("what the Go half says is there, and told", () => {
  const { model, part, told } = fresh();
  assert.equal(part.get("count"), 3);
  assert.deepEqual(told(), []);
  model.patch({ count: 4, name: "y" });
  assert.deepEqual([part.get("count"), part.get("name")], [4, "y"]);
  assert.deepEqual(told(), ["count 4", "change"]);
  model.patch({ count: 4 }); // a temporary value that came again
  assert.deepEqual(told(), ["count 4", "change"]);
});

test("all values are there before the first listener is called", () => {
  const { model, part } = fresh();
  let name: unknown;
  part.on("change:count", () => (name = part.get("name")));
  model.patch({ count: 4, name: "y" });
  assert.equal(name, "y");
});

test("set tells at once, and only of what differs", () => {
  const { part, told, writes } = fresh({ count: [1, { a: new Uint8Array([1]) }] });
  part.set("count", [1, { a: new Uint8Array([1]) }]);
  assert.deepEqual(told(), []);
  part.set("count", [1, { a: new Uint8Array([2]) }]);
  assert.equal(told().length, 2);
  assert.equal(writes.length, 0);
});

test("a value changed in place and set again has changed", () => {
  const { model, part, told, writes } = fresh({ count: [1] });
  const list = part.get("count") as number[];
  list.push(2);
  part.set("count", list);
  assert.deepEqual(told(), ["count 1,2", "change"]);
  list.push(3);
  part.set("count", [1, 2, 3]);
  assert.deepEqual(told(), ["count 1,2,3", "change"]);
  void part.save_changes();
  assert.deepEqual(writes[0]!.values, { count: [1, 2, 3] });
  model.patch({ count: [9] });
  assert.deepEqual(part.get("count"), [1, 2, 3]); // until the write is answered
});

test("save_changes writes what was set, once", () => {
  const { part, writes } = fresh();
  part.set("count", 4);
  part.set({ count: 5, name: "y" });
  part.save_changes();
  part.save_changes();
  assert.deepEqual(writes.map((w) => w.values), [{ count: 5, name: "y" }]);
});

test("a key that the Go half does not mirror stays in the page", async () => {
  const { part, writes } = fresh();
  part.set("zoom", 4);
  await part.save_changes();
  assert.equal(part.get("zoom"), 4);
  assert.equal(writes.length, 0);
});

test("while writes are under way, their echoes do not set the value back", async () => {
  const { model, part, writes, told } = fresh();
  part.set("count", 4);
  void part.save_changes();
  part.set("count", 5);
  void part.save_changes();
  told();
  model.patch({ count: 4 });
  writes[0]!.resolve();
  await settled();
  assert.deepEqual([part.get("count"), told()], [5, []]);
  model.patch({ count: 5 });
  writes[1]!.resolve();
  await settled();
  assert.deepEqual([part.get("count"), told()], [5, []]);
});

test("the value of another client that came last counts", async () => {
  const { model, part, writes, told } = fresh();
  part.set("count", 4);
  void part.save_changes();
  told();
  model.patch({ count: 4 });
  model.patch({ count: 9 });
  assert.equal(part.get("count"), 4);
  writes[0]!.resolve();
  await settled();
  assert.deepEqual([part.get("count"), told()], [9, ["count 9", "change"]]);
});

test("a refused write gives the Go half's value back, and says why", async () => {
  const { part, writes, told } = fresh();
  part.set("count", 4);
  const saved = part.save_changes();
  told();
  writes[0]!.reject(new Error("count: 4 is more than 3"));
  await assert.rejects(saved, /more than 3/);
  assert.deepEqual([part.get("count"), told()], [3, ["count 3", "change"]]);
  part.set("count", 4);
  part.save_changes(); // an unhandled rejection would end this test
  writes[1]!.reject(new Error("no"));
  await settled();
});

test("a value put right by the Go half is taken", async () => {
  const { model, part, writes, told } = fresh();
  part.set("count", 50);
  void part.save_changes();
  told();
  model.patch({ count: 10 });
  writes[0]!.resolve();
  await settled();
  assert.deepEqual([part.get("count"), told()], [10, ["count 10", "change"]]);
});

test("what was set and not saved is not overwritten", async () => {
  const { model, part, writes, told } = fresh();
  part.set("count", 4);
  told();
  model.patch({ count: 9, name: "y" });
  assert.deepEqual([part.get("count"), part.get("name"), told()], [4, "y", ["change"]]);
  void part.save_changes();
  assert.deepEqual(writes[0]!.values, { count: 4 });
});

test("off takes away what it names, of its own part", () => {
  const { model, part, told } = fresh();
  const other = model.part();
  const log: string[] = [];
  const one = () => log.push("one");
  const two = () => log.push("two");
  other.on("change:count change:name", one);
  other.on("change:count", two);
  other.off("change:count", one);
  model.patch({ count: 4, name: "y" });
  assert.deepEqual(log.splice(0), ["two", "one"]);
  other.off("change:count");
  model.patch({ count: 5, name: "z" });
  assert.deepEqual(log.splice(0), ["one"]);
  other.off();
  told();
  model.patch({ count: 6, name: "a" });
  assert.deepEqual([log, told()], [[], ["count 6", "change"]]);
  part.off(null, undefined);
  model.patch({ count: 7 });
  assert.deepEqual(told(), []);
});

test("a listener that throws is reported, and the next is called", () => {
  const { model, part, log } = fresh();
  part.off();
  part.on("change:count", () => {
    throw new Error("boom");
  });
  part.on("change:count", () => log.push("next"));
  model.patch({ count: 4 });
  assert.deepEqual(log, ['report A listener of "change:count" failed: boom', "next"]);
});

test("messages wait until the module listens, and carry buffers as DataViews", () => {
  const { model, part, log } = fresh();
  model.custom({ content: 1, buffers: [] });
  const got: unknown[] = [];
  part.on("msg:custom", (content: unknown, buffers: DataView[]) => got.push([content, buffers.map((b) => b.getUint8(0))]));
  assert.deepEqual(got, []);
  model.opened();
  model.custom({ content: { a: 2 }, buffers: [new Uint8Array([7])] });
  assert.deepEqual(got, [[1, []], [{ a: 2 }, [7]]]);
  part.send({ b: 3 }, null, [new ArrayBuffer(1)]);
  assert.deepEqual(log, ['send {"b":3} 1']);
});

test("binary values are DataViews, wherever they are", () => {
  const { part } = fresh({ data: new Uint8Array([1, 2]), deep: [{ data: new Uint8Array([3]) }] });
  assert.equal((part.get("data") as DataView).getUint8(1), 2);
  assert.equal((part.get("deep") as { data: DataView }[])[0]!.data.getUint8(0), 3);
});

test("whatever the order of things, all pages end with the Go half's values", async () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 100; round++) {
    const state: Record<string, number> = { a: 0, b: 0 };
    const lines: (() => void)[][] = []; // ordered: to and from each page
    const pages: { model: Model; part: ReturnType<Model["part"]>; shown: Map<string, unknown> }[] = [];
    const tell = (patch: Record<string, number>) => pages.forEach((page, i) => lines[2 * i]!.push(() => page.model.patch(patch)));
    for (let i = 0; i < 3; i++) {
      const down: (() => void)[] = [];
      const up: (() => void)[] = [];
      lines.push(down, up);
      const model = new Model({
        save: (values) =>
          new Promise((resolve, reject) =>
            up.push(() => {
              const refused = Object.entries(values as Record<string, number>).filter(([, value]) => value % 5 === 0);
              const patch: Record<string, number> = {};
              for (const [key, value] of Object.entries(values as Record<string, number>)) {
                const taken = Math.min(value, 80); // put right
                if (value % 5 !== 0 && state[key] !== taken) patch[key] = state[key] = taken;
              }
              if (Object.keys(patch).length > 0) tell(patch);
              down.push(() => (refused.length > 0 ? reject(new Error("no")) : resolve(null)));
            }),
          ),
        send: () => undefined,
        report: (message) => assert.fail(message),
      });
      model.begin(state);
      const page = { model, part: model.part(), shown: new Map<string, unknown>(Object.entries(state)) };
      for (const key of ["a", "b"]) page.part.on(`change:${key}`, (_: unknown, value: unknown) => page.shown.set(key, value));
      pages.push(page);
    }
    const move = async () => {
      lines[random(6)]!.shift()?.();
      if (random(4) === 0) await settled();
    };
    for (let i = 0; i < 60; i++) {
      if (random(3) > 0) await move();
      const page = pages[random(3)]!;
      page.part.set("ab"[random(2)]!, random(100));
      if (random(2) === 0) void page.part.save_changes();
    }
    for (const page of pages) void page.part.save_changes();
    while (lines.some((line) => line.length > 0)) await move();
    await settled();
    for (const page of pages) {
      for (const [key, value] of Object.entries(state)) {
        assert.equal(page.part.get(key), value, `round ${round}`);
        assert.equal(page.shown.get(key), value, `round ${round}: the last change that was told`);
      }
    }
  }
});
