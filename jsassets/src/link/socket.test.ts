import assert from "node:assert/strict";
import { beforeEach, mock, test, type TestContext } from "node:test";
import { FakeServer } from "./faketest.ts";
import { Link } from "./link.ts";

let server: FakeServer;
let link: Link;
let got: string[];
let status: number;

beforeEach((t) => {
  (t as TestContext).mock.timers.enable({ apis: ["setTimeout", "Date"] });
  mock.method(console, "error", () => undefined);
  server = new FakeServer();
  got = [];
  status = 400;
  link = new Link({ url: "ws://x/socket", open: server.open, probe: async () => status, random: () => 1 });
});

function view(ref = "r", name?: string) {
  return link.connect(ref, {
    init: (payload) => got.push(`init ${JSON.stringify(payload)}`),
    event: (event, payload) => got.push(`${event} ${JSON.stringify(payload)}`),
    gone: (reason) => got.push(`gone ${reason}`),
    fail: (message) => got.push(`fail ${message}`),
    lost: () => got.push("lost"),
  }, name);
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function welcomed(handled = 0, resumed = false, client = "c1") {
  server.last.accept();
  server.last.take();
  server.last.tell([0, 3, client, "s1", resumed, handled]);
  await turn();
}

async function pass(t: TestContext, ms: number) {
  t.mock.timers.tick(ms);
  await turn();
}

test("hello comes first and the rest after the welcome", async (t) => {
  void t;
  const v = view();
  v.push("bump", 1);
  link.start();
  server.last.accept();
  assert.deepEqual(server.last.take(), [[0, 3, "", "", 0]]);
  server.last.tell([0, 3, "c1", "s1", false, 0]);
  await turn();
  assert.deepEqual(server.last.take(), [[1, 1, "r", "v1", ""], [2, 2, "r", "v1", "bump", 1, 0]]);
});

test("a view gets its init, then the events of its ref", async () => {
  view();
  link.start();
  await welcomed();
  got.length = 0;
  server.last.tell([1, "r", "v1", 10, null], [2, "r", "count", 11], [2, "other", "count", 0], [4, "r", "v1", "no"], [3, "r", "over"]);
  assert.deepEqual(got, ["init 10", "count 11", "fail no", "gone over"]);
});

test("after a lost connection the unhandled is sent again and the rest of the line follows", async (t) => {
  const v = view();
  link.start();
  await welcomed();
  server.last.tell([1, "r", "v1", 0, null], [2, "r", "count", 1], [5, 1]);
  v.push("bump", 1);
  v.push("bump", 2);
  await turn();
  server.last.tell([5, 2]);
  server.last.drop();
  assert.equal(link.connection.phase, "waiting");
  v.push("bump", 3);
  await pass(t, 250);
  server.last.accept();
  assert.deepEqual(server.last.take(), [[0, 3, "c1", "s1", 2]]);
  server.last.tell([0, 3, "c1", "s1", true, 2], [2, "r", "count", 2]);
  await turn();
  assert.deepEqual(server.last.take(), [[2, 3, "r", "v1", "bump", 2, 0], [2, 4, "r", "v1", "bump", 3, 0]]);
  assert.deepEqual(got, ["lost", "init 0", "count 1", "count 2"]);
});

test("what the server handled but could not acknowledge is not sent again", async (t) => {
  const v = view();
  link.start();
  await welcomed();
  const sent = v.push("bump", 1);
  await turn();
  server.last.drop();
  await pass(t, 250);
  await welcomed(2, true);
  assert.deepEqual(server.last.take(), []);
  assert.equal(sent.state, "handled");
});

test("a forgotten client connects its views again, then sends what still makes sense", async (t) => {
  const v = view();
  view("r2");
  link.start();
  await welcomed();
  server.last.tell([5, 2], [1, "r", "v1", 0, null]);
  v.push("bump", 1);
  const perishable = v.push("edit", 2, true);
  await turn();
  server.last.drop(4002);
  await pass(t, 250);
  await welcomed(2, false);
  assert.deepEqual(server.last.take(), [[1, 3, "r", "v1", ""], [1, 4, "r2", "v2", ""], [2, 5, "r", "v1", "bump", 1, 0]]);
  assert.equal(perishable.state, "dropped");
  assert.equal(got.at(-1), "lost");
  server.last.drop();
  await pass(t, 500);
  server.last.accept();
  assert.deepEqual(server.last.take(), [[0, 3, "c1", "s1", 0]], "the count of received messages starts over");
});

test("a restarted server gets the views but no events meant for its predecessor", async (t) => {
  const v = view();
  link.start();
  await welcomed();
  const sent = v.push("bump", 1);
  await turn();
  server.last.drop();
  await pass(t, 250);
  await welcomed(0, false, "c2");
  assert.deepEqual(server.last.take(), [[1, 1, "r", "v1", ""]]);
  assert.equal(sent.state, "dropped");
  assert.match(got.join(), /not delivered: the server has restarted/);
});

test("an old socket's late words are not heard", async (t) => {
  view();
  link.start();
  await welcomed();
  const old = server.last;
  old.drop();
  await pass(t, 250);
  await welcomed(1, true);
  got.length = 0;
  old.tell([1, "r", "v1", "late", null]);
  old.drop();
  assert.deepEqual(got, []);
  assert.equal(link.connection.phase, "open");
});

test("received messages are acknowledged each 64 or each second", async (t) => {
  view();
  link.start();
  await welcomed();
  server.last.take();
  server.last.tell([1, "r", "v1", 0, null]);
  assert.deepEqual(server.last.take(), []);
  await pass(t, 1000);
  assert.deepEqual(server.last.take(), [[4, 1]]);
  server.last.tell(...Array.from({ length: 64 }, () => [2, "r", "e", 0]));
  assert.deepEqual(server.last.take(), [[4, 65]]);
  await pass(t, 1000);
  assert.deepEqual(server.last.take(), []);
});

test("garbage closes the socket, and a new client starts afresh", async (t) => {
  const v = view();
  for (const garbage of [new Uint8Array([0xc1]).buffer, "text", new Uint8Array([0x91, 0x63]).buffer]) {
    link.close();
    link.start();
    await welcomed(0, false, `c${server.sockets.length}`);
    v.push("bump", 1);
    const bad = server.last;
    bad.raw(garbage);
    assert.equal(bad.closedWith, 4001);
    assert.equal(link.connection.phase, "waiting");
    await pass(t, 8000);
    server.last.accept();
    assert.deepEqual(server.last.take(), [[0, 3, "", "", 0]]);
  }
});

test("a message before the welcome, and another version, are garbage", async (t) => {
  link.start();
  server.last.accept();
  server.last.tell([2, "r", "e", 0]);
  assert.equal(server.sockets[0]!.closedWith, 4001);
  await pass(t, 8000);
  server.last.accept();
  server.last.tell([0, 99, "c", "s", false, 0]);
  assert.equal(server.sockets[1]!.closedWith, 4001);
});

test("waits double up to eight seconds and shrink once a connection was steady", async (t) => {
  link.start();
  const waits: number[] = [];
  const wait = () => (link.connection.phase === "waiting" ? link.connection.retryAt - Date.now() : -1);
  for (let i = 0; i < 7; i++) {
    server.last.drop();
    waits.push(wait());
    await pass(t, wait());
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 8000]);
  await welcomed();
  await pass(t, 5000);
  server.last.drop();
  assert.equal(wait(), 250);
});

test("a server that never answers is given up after ten seconds", async (t) => {
  link.start();
  await pass(t, 10_000);
  assert.equal(link.connection.phase, "waiting");
  assert.equal(server.last.closedWith, 4000);
});

test("a connection on which nothing is acknowledged any more is given up", async (t) => {
  const v = view();
  link.start();
  await welcomed();
  server.last.tell([5, 1]);
  await pass(t, 60_000);
  assert.equal(link.connection.phase, "open", "an idle one is not");
  v.push("bump", 1);
  await turn();
  await pass(t, 19_000);
  server.last.tell([2, "r", "alive", 0]);
  await pass(t, 19_000);
  assert.equal(link.connection.phase, "open");
  await pass(t, 1_000);
  assert.equal(link.connection.phase, "waiting");
});

test("a refused token ends the attempts, until told to hurry", async (t) => {
  status = 401;
  link.start();
  server.last.drop();
  await turn();
  assert.equal(link.connection.phase, "denied");
  await pass(t, 60_000);
  assert.equal(server.sockets.length, 1);
  link.hurry();
  assert.equal(server.sockets.length, 2);
});

test("a message that is too large is dropped and said to be, the others arrive", async (t) => {
  const v = view();
  link.start();
  await welcomed();
  v.push("small", 1);
  const large = v.push("large", "x".repeat(100_000));
  v.push("small", 2);
  await turn();
  server.last.drop(4005);
  assert.equal(large.state, "dropped");
  assert.match(got.join(), /larger than the server accepts/);
  await pass(t, 250);
  await welcomed(1, true);
  const written = server.last.take() as unknown[][];
  assert.deepEqual(written.map((message) => message[1]), [2, 3, 4], "numbers stay unbroken");
  assert.deepEqual([written[0]![4], written[2]![4]], ["small", "small"]);
});

test("what waits for an absent server is bounded", () => {
  const v = view();
  const sent = Array.from({ length: 5000 }, (_, i) => v.push("slide", i));
  assert.equal(sent.filter(({ state }) => state === "dropped").length, 5000 - 4095);
  assert.match(got.join(), /too much is waiting/);
});

test("another page in this client's name makes this one a new client", async (t) => {
  view();
  link.start();
  await welcomed();
  server.last.drop(4003, "this page connected anew");
  assert.ok(link.connection.phase === "waiting" && link.connection.reason === "this page connected anew");
  await pass(t, 250);
  server.last.accept();
  assert.deepEqual(server.last.take(), [[0, 3, "", "", 0]]);
});

test("a further view of a ref hears nothing before its own init", async (t) => {
  view();
  link.start();
  await welcomed();
  server.last.tell([1, "r", "v1", 1, null]);
  const second: string[] = [];
  link.connect("r", {
    init: (payload) => second.push(`init ${JSON.stringify(payload)}`),
    event: (event, payload) => second.push(`${event} ${JSON.stringify(payload)}`),
    gone: () => undefined,
    fail: () => undefined,
  });
  got.length = 0;
  server.last.tell([2, "r", "count", 2], [1, "r", "v2", 2, null], [2, "r", "count", 3]);
  assert.deepEqual(got, ["count 2", "count 3"]);
  assert.deepEqual(second, ["init 2", "count 3"]);
  server.last.drop();
  await pass(t, 250);
  await welcomed(2, false);
  second.length = 0;
  server.last.tell([1, "r", "v1", 5, null], [2, "r", "count", 6], [1, "r", "v2", 6, null]);
  assert.deepEqual(second, ["init 6"]);
});

test("a disconnected view hears nothing more and is not connected again", async (t) => {
  const v = view();
  link.start();
  await welcomed();
  got.length = 0;
  v.disconnect();
  await turn();
  assert.deepEqual(server.last.take().at(-1), [3, 2, "r", "v1"]);
  server.last.tell([2, "r", "e", 0]);
  assert.deepEqual(got, []);
  server.last.drop();
  await pass(t, 250);
  await welcomed(2, false);
  assert.deepEqual(server.last.take(), []);
});

test("a view whose callback throws does not hurt the others", async () => {
  link.connect("r", { init: () => { throw new Error("mine"); }, event: () => undefined, gone: () => undefined, fail: () => undefined });
  view("r2");
  link.start();
  await welcomed();
  server.last.tell([1, "r", "v1", 0, null], [1, "r2", "v2", 5, null]);
  assert.deepEqual(got, ["lost", "init 5"]);
  assert.equal(link.connection.phase, "open");
});

test("an answer settles the promise of what asked, and nothing else", async () => {
  const v = view();
  link.start();
  await welcomed();
  const saved = v.ask("save", 1);
  const failed = v.ask("save", 2);
  v.push("bump", 3);
  await turn();
  assert.deepEqual(server.last.take(), [
    [1, 1, "r", "v1", ""], [2, 2, "r", "v1", "save", 1, 1], [2, 3, "r", "v1", "save", 2, 2], [2, 4, "r", "v1", "bump", 3, 0],
  ]);
  server.last.tell([6, "r", "v1", 2, null, "HandleEvent: no"], [6, "r", "v1", 1, { id: 7 }, ""], [6, "r", "v1", 9, 0, ""]);
  assert.deepEqual(await saved, { id: 7 });
  await assert.rejects(failed, /HandleEvent: no/);
});

test("who waits for an answer learns when none can come", async (t) => {
  const v = view();
  const other = view("r2");
  link.start();
  await welcomed();
  const handled = assert.rejects(v.ask("e", 1), /connection was lost/);
  const gone = assert.rejects(other.ask("e", 1), /gone: over/);
  await turn();
  server.last.tell([5, 3], [3, "r2", "over"]);
  await gone;
  const unhandled = assert.rejects(v.ask("e", 2), /not delivered/);
  await turn();
  server.last.drop();
  await pass(t, 250);
  await welcomed(4, false, "c2"); // a new server
  await handled;
  await unhandled;
  const closed = assert.rejects(v.ask("e", 3), /closed/);
  v.disconnect();
  await closed;
});

test("an unanswered question is asked again over a new connection, and answered once", async (t) => {
  const v = view();
  link.start();
  await welcomed();
  const asked = v.ask("e", 1);
  await turn();
  server.last.drop();
  await pass(t, 250);
  await welcomed(1, true);
  assert.deepEqual(server.last.take(), [[2, 2, "r", "v1", "e", 1, 1]]);
  server.last.tell([6, "r", "v1", 1, "yes", ""]);
  assert.equal(await asked, "yes");
});

test("acts reach the views of a ref, which are connected at their URL", async () => {
  const acts: unknown[] = [];
  link.connect("r", {
    init: () => undefined, event: () => undefined, gone: () => undefined, fail: () => undefined,
    act: (action, payload) => acts.push([action, payload]),
    url: () => "/list?page=2",
  });
  link.start();
  await welcomed();
  assert.deepEqual(server.last.take(), [[1, 1, "r", "v1", "/list?page=2"]]);
  server.last.tell([1, "r", "v1", 0, null], [7, "r", "title", "Inbox"], [7, "other", "title", "no"]);
  assert.deepEqual(acts, [["title", "Inbox"]]);
});
