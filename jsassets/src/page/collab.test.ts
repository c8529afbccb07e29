import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeSet, EditorState, Text, type Transaction, type TransactionSpec } from "@codemirror/state";
import { Collab, difference, type Batch } from "./collab.ts";
import type { WireUpdate } from "./notebook.ts";
import { sourceAfter } from "./store.ts";

type Sent = { version: number; updates: WireUpdate[]; batch: { state: Batch["state"] } };

/// An editor without a display.
class Page {
  state: EditorState;
  readonly sent: Sent[] = [];
  readonly collab: Collab;

  constructor(readonly name: string, doc: string, version = 0) {
    this.collab = new Collab(name, (v, updates) => {
      const batch: { state: Batch["state"] } = { state: "pending" };
      this.sent.push({ version: v, updates, batch });
      return batch;
    });
    this.state = EditorState.create({ doc, extensions: this.collab.extension(version) });
    this.collab.attach(this);
  }

  dispatch(spec: TransactionSpec | Transaction): void {
    const tr = "newDoc" in spec ? (spec as Transaction) : this.state.update(spec as TransactionSpec);
    this.state = tr.state;
    if (tr.docChanged) this.collab.changed();
  }

  type(text: string, at = this.state.doc.length): void {
    this.dispatch({ changes: { from: at, insert: text } });
  }

  get text(): string {
    return this.state.doc.toString();
  }
}

/// The server's part: versions count updates, what is not at the present version is refused.
class Authority {
  version = 0;
  readonly pages: Page[] = [];

  constructor(public source: string) {}

  page(name: string): Page {
    const page = new Page(name, this.source, this.version);
    this.pages.push(page);
    return page;
  }

  /// Handles the oldest message of a page; false if it was refused.
  handle(page: Page): boolean {
    const { version, updates, batch } = page.sent.shift()!;
    batch.state = "handled";
    if (version !== this.version) {
      page.collab.rejected();
      return false;
    }
    this.source = sourceAfter(this.source, updates);
    this.version += updates.length;
    for (const other of this.pages) assert.ok(other.collab.receive(this.version, updates));
    return true;
  }

  settle(): void {
    for (let busy = true; busy; ) {
      busy = false;
      for (const page of this.pages) while (page.sent.length) busy = this.handle(page) || true;
    }
  }
}

test("one batch is under way at a time, the next holds all that was typed meanwhile", () => {
  const server = new Authority("");
  const page = server.page("a");
  page.type("x");
  page.type("y");
  page.type("z");
  assert.equal(page.sent.length, 1);
  server.handle(page);
  assert.equal(page.sent.length, 1);
  assert.equal(page.sent[0]!.updates.length, 2);
  assert.equal(page.sent[0]!.version, 1);
  server.handle(page);
  assert.equal(server.source, "xyz");
  assert.equal(page.collab.unconfirmed, false);
});

test("a refused batch is sent again over what came first", () => {
  const server = new Authority("base");
  const [a, b] = [server.page("a"), server.page("b")];
  a.type("A");
  b.type("B", 0);
  assert.equal(server.handle(a), true);
  assert.equal(server.handle(b), false);
  server.settle();
  assert.equal(server.source, "BbaseA");
  assert.deepEqual([a.text, b.text], [server.source, server.source]);
});

test("pages that type at random end with the same text", () => {
  let seed = 7;
  const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
  for (let round = 0; round < 30; round++) {
    const server = new Authority("func main() {\n}\n");
    const pages = ["a", "b", "c"].map((name) => server.page(name));
    for (let step = 0; step < 40; step++) {
      const page = pages[random(3)]!;
      if (random(3) === 0 && page.state.doc.length > 0) {
        const from = random(page.state.doc.length);
        page.dispatch({ changes: { from, to: Math.min(from + 1 + random(3), page.state.doc.length) } });
      } else {
        page.type(["x", "\n", "é🎞"][random(3)]!, random(page.state.doc.length + 1));
      }
      const other = pages[random(3)]!;
      if (other.sent.length) server.handle(other);
    }
    server.settle();
    for (const page of pages) assert.equal(page.text, server.source);
  }
});

test("settled waits for what is unconfirmed", async () => {
  const server = new Authority("");
  const page = server.page("a");
  await page.collab.settled();
  page.type("x");
  let done = false;
  const settled = page.collab.settled().then(() => (done = true));
  await Promise.resolve();
  assert.equal(done, false);
  server.settle();
  await settled;
});

test("text that the server refuses for good is dropped with the next snapshot, and the editor works on", () => {
  const server = new Authority("base");
  const page = server.page("a");
  page.type("refused");
  page.sent.shift()!.batch.state = "handled";
  page.collab.refused();
  page.type("on top");
  assert.equal(page.sent.length, 0);
  page.collab.resync(server.source, server.version, "base");
  assert.equal(page.text, "base");
  assert.equal(page.collab.unconfirmed, false);
  page.type("d");
  server.settle();
  assert.equal(server.source, "based");
});

test("a batch that was dropped is sent with the next", () => {
  const page = new Page("a", "");
  page.type("x");
  page.sent[0]!.batch.state = "dropped";
  page.type("y");
  assert.equal(page.sent.length, 2);
  assert.equal(sourceAfter("", page.sent[1]!.updates), "xy");
});

test("updates that do not fit are reported", () => {
  const page = new Page("a", "abc");
  const changes = ChangeSet.of({ from: 0, insert: "x" }, 3).toJSON() as unknown;
  assert.equal(page.collab.receive(5, [{ clientID: "b", changes }]), false);
  assert.equal(page.collab.receive(1, [{ clientID: "b", changes: ["odd"] }]), false);
  assert.equal(page.collab.receive(1, [{ clientID: "b", changes }]), true);
});

const resyncs: [name: string, batch: Batch["state"], source: string, version: number, want: string][] = [
  ["nothing arrived", "dropped", "base", 0, "base12"],
  ["nothing arrived, others typed", "dropped", "Xbase", 1, "Xbase12"],
  ["the batch arrived unconfirmed", "handled", "base1", 1, "base12"],
  ["the batch arrived, others typed", "handled", "Xbase1", 2, "Xbase12"],
  ["the batch was refused", "handled", "Xbase", 1, "Xbase12"],
  ["all is there", "handled", "base12", 2, "base12"],
  ["the batch is in a restarted server's file", "dropped", "base1", 0, "base12"],
];

for (const [name, state, source, version, want] of resyncs) {
  test(`a new snapshot keeps what was typed: ${name}`, () => {
    const page = new Page("a", "base");
    page.type("1");
    page.type("2");
    page.sent[0]!.batch.state = state;
    page.sent.length = 0;
    page.collab.resync(source, version, "base");
    assert.equal(page.text, want);
    assert.equal(page.collab.unconfirmed, want !== source);
    if (want !== source) {
      assert.equal(page.sent[0]!.version, version);
      assert.equal(sourceAfter(source, page.sent[0]!.updates), want);
    }
  });
}

test("a new snapshot without local changes replaces the text", () => {
  const page = new Page("a", "one\ntwo");
  page.collab.resync("one\nthree", 9, "one\ntwo");
  assert.equal(page.text, "one\nthree");
  assert.equal(page.sent.length, 0);
  page.type("!");
  assert.equal(page.sent[0]!.version, 9);
});

test("difference is the change from one text to another", () => {
  for (const [a, b] of [["", ""], ["", "x"], ["abc", ""], ["aXc", "aYYc"], ["aaa", "aa"], ["l1\nl2", "l1\nlx\nl2"]] as const) {
    const [from, to] = [Text.of(a.split("\n")), Text.of(b.split("\n"))];
    assert.equal(difference(from, to).apply(from).toString(), b);
  }
});
