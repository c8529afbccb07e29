import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Requests } from "./requests.ts";
import { Service } from "./service.ts";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

type Sent = { event: string; payload: Record<string, unknown> };

function line(online = true) {
  const sent: Sent[] = [];
  const send = (event: string, payload: Record<string, unknown>) => {
    if (online) sent.push({ event, payload });
    return online;
  };
  return { sent, send };
}

const within = 1000;

test("answers find their questions by number, in any order", async () => {
  const { sent, send } = line();
  const requests = new Requests(send);
  const [first, second] = [requests.ask("hover", { id: 1 }, { within }), requests.ask("hover", { id: 2 }, { within })];
  assert.deepEqual(sent.map(({ event, payload }) => [event, payload["id"]]), [["hover", 1], ["hover", 2]]);
  assert.equal(requests.hear("hovered", { n: sent[1]!.payload["n"], code: "two" }), true);
  assert.equal(requests.hear("hovered", { n: sent[0]!.payload["n"], code: "one" }), true);
  assert.deepEqual([(await first)!["code"], (await second)!["code"]], ["one", "two"]);
});

test("a newer question of a kind ends the older, whose answer then is of no account", async () => {
  const { sent, send } = line();
  const requests = new Requests(send);
  const old = requests.ask("complete", {}, { within, replaces: true });
  const other = requests.ask("hover", {}, { within, replaces: true });
  const fresh = requests.ask("complete", {}, { within, replaces: true });
  assert.equal(await old, null);
  assert.equal(requests.hear("completion", { n: sent[0]!.payload["n"], items: ["stale"] }), true);
  requests.hear("completion", { n: sent[2]!.payload["n"], items: ["fresh"] });
  requests.hear("hovered", { n: sent[1]!.payload["n"], code: "c" });
  assert.deepEqual([(await fresh)!["items"], (await other)!["code"]], [["fresh"], "c"]);
});

test("a question that is replaced while it waits is never sent", async () => {
  const { sent, send } = line();
  const requests = new Requests(send);
  const old = requests.ask("describe", { label: "a" }, { within, after: 50, replaces: true });
  void requests.ask("describe", { label: "b" }, { within, after: 50, replaces: true });
  assert.equal(await old, null);
  mock.timers.tick(50);
  assert.deepEqual(sent.map(({ payload }) => payload["label"]), ["b"]);
});

test("no answer in time, no connection and a forgotten page are null", async () => {
  const { send } = line();
  const requests = new Requests(send);
  const late = requests.ask("hover", {}, { within });
  mock.timers.tick(within);
  assert.equal(await late, null);
  const lost = requests.ask("hover", {}, { within });
  requests.forget();
  assert.equal(await lost, null);
  assert.equal(await new Requests(line(false).send).ask("hover", {}, { within }), null);
});

test("a server that knows no such question ends it without a word", async () => {
  const { send } = line();
  const requests = new Requests(send);
  const asked = requests.ask("signature", {}, { within });
  assert.equal(requests.hear("error", { event: "signature", message: 'a notebook knows no event "signature"', id: 1 }), true);
  assert.equal(await asked, null);
  assert.equal(requests.hear("error", { event: "edit", message: "too large" }), false);
  assert.equal(requests.hear("edit", { id: 1 }), false);
  assert.equal(requests.hear("hovered", { n: 99 }), true); // too late: nobody's any more
  assert.equal(requests.hear("hovered", null), true);
});

test("an answer of another kind does not end a question", async () => {
  const { sent, send } = line();
  const requests = new Requests(send);
  const asked = requests.ask("hover", {}, { within });
  requests.hear("defined", { n: sent[0]!.payload["n"] });
  requests.hear("hovered", { n: sent[0]!.payload["n"], code: "yes" });
  assert.equal((await asked)!["code"], "yes");
});

test("the service asks in the wire's words and reads odd answers as little", async () => {
  const { sent, send } = line();
  const service = new Service(send);
  const place = { id: 3, source: "fmt.", offset: 4 };
  const ask = async <T>(question: Promise<T>, event: string, answer: Record<string, unknown>) => {
    mock.timers.tick(100);
    service.hear(event, { n: sent.at(-1)!.payload["n"], ...answer });
    return question;
  };
  const items = [{ label: "Println", kind: "function", detail: "func(a ...any)" }, { label: "odd", kind: "?", edits: [{ from: 9, to: 3, insert: "x" }] }, 5];
  assert.deepEqual(await ask(service.complete(place, true), "completion", { from: 4, to: 4, items, incomplete: 1 }), {
    from: 4,
    to: 4,
    incomplete: false,
    items: [
      { label: "Println", kind: "function", detail: "func(a ...any)", insert: "", doc: "", edits: [] },
      { label: "odd", kind: "variable", detail: "", insert: "", doc: "", edits: [{ from: 9, to: 9, insert: "x" }] },
      { label: "", kind: "variable", detail: "", insert: "", doc: "", edits: [] },
    ],
  });
  assert.deepEqual(sent.at(-1), { event: "complete", payload: { n: 1, ...place, explicit: true } });
  assert.deepEqual(await ask(service.signature(place), "signatures", { label: "f(a, b)", params: [[2, 3], "x", [5, 6]], active: 1 }), {
    label: "f(a, b)",
    params: [{ from: 2, to: 3 }, { from: 0, to: 0 }, { from: 5, to: 6 }],
    active: 1,
    html: "",
  });
  assert.deepEqual(await ask(service.definition(place), "defined", { cell: 2, from: 1, to: 4, url: 7 }), { cell: 2, from: 1, to: 4, url: "", file: "", line: 0 });
  assert.deepEqual(await ask(service.hover(place), "hovered", { from: -1, to: 2.5, code: "x" }), { from: 0, to: 2, code: "x", html: "" });
  assert.equal(await ask(service.describe(place, "Println", ""), "description", { html: "<p>x" }), "<p>x");
  assert.equal((await ask(service.rename(place, "y"), "renamed", { cells: 3, error: "" }))!.cells, 3);
  assert.equal(await ask(service.format(0, 1000), "formatted", { error: "cell 2: line 1" }), "cell 2: line 1");
});
