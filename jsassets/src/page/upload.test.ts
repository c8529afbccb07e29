import assert from "node:assert/strict";
import { test } from "node:test";
import { send, Uploads, width, type Attempt, type Surroundings } from "./upload.ts";

/// A server that takes files of the names given, answering as `put` and `offset` say.
class FakeServer {
  readonly log: string[] = [];
  fates: Record<string, { type: string; error: string }> = {};
  put: (at: string, start: number, loaded: (bytes: number) => void, signal: AbortSignal) => Promise<Attempt> | Attempt = () => ({ end: "done" });
  offset: (at: string) => Attempt = () => ({ end: "refused" });

  around(): Surroundings {
    return {
      origin: "http://server",
      ask: async (event, payload) => {
        const { files, refs } = payload as { files?: { name: string; size: number }[]; refs?: string[] };
        if (event === "lv:upload") return files!.map(({ name }) => admitted(name));
        this.log.push(`${event} ${refs}`);
        return refs!.flatMap((ref) => this.fates[ref] ?? { type: "text/plain", error: "" });
      },
      push: (event, payload) => this.log.push(`${event} ${(payload as { refs: string[] }).refs}`),
      connected: async () => void this.log.push("connected"),
      pause: async () => undefined,
      transport: {
        put: async (url, file, start, loaded, signal) => {
          const at = url.replace("http://server/upload/", "");
          this.log.push(`put ${at} ${start}-${file.size}`);
          return this.put(at, start, loaded, signal);
        },
        offset: async (url) => {
          this.log.push(`offset ${url.replace("http://server/upload/", "")}`);
          return this.offset(url);
        },
      },
    };
  }
}

function admitted(name: string) {
  if (name.startsWith("bad")) return { ref: "", token: "", error: "not_accepted", message: `${name} is refused` };
  return { ref: `ref-${name}`, token: `token-${name}`, error: "", message: "" };
}

const file = (name: string, size = 10) => new File([new Uint8Array(size)], name);
const never = new AbortController().signal;
const quiet = () => undefined;

test("files go a few at a time, and results are in their order", async () => {
  const server = new FakeServer();
  let now = 0;
  let most = 0;
  server.put = async (at) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, at.includes("1") ? 5 : 1));
    now--;
    return { end: "done" };
  };
  const names = ["a1", "bad", "a2", "a3", "a4", "a5"];
  const results = await send(server.around(), "files", names.map((name) => file(name)), quiet, never);
  assert.deepEqual(results.map(({ name, error, ref, size }) => [name, error, ref, size]), names.map((name) => [
    name, name === "bad" ? "not_accepted" : "", name === "bad" ? "" : `ref-${name}`, 10,
  ]));
  assert.equal(results[1]!.message, "bad is refused");
  assert.equal(most, width);
});

test("a lost connection goes on at the byte where it stopped", async () => {
  const server = new FakeServer();
  const progress: number[] = [];
  server.put = (_, start, loaded) => {
    if (start === 0) loaded(8);
    return start === 0 ? { end: "lost" } : { end: "done" };
  };
  server.offset = () => ({ end: "elsewhere", at: 6 });
  const [result] = await send(server.around(), "files", [file("a")], (_, loaded) => progress.push(loaded), never);
  assert.equal(result!.error, "");
  assert.deepEqual(server.log, ["put token-a 0-10", "connected", "offset token-a", "put token-a 6-10", "lv:upload-result ref-a"]);
  assert.equal(progress[0], 8);
  assert.equal(progress.at(-1), 10);
});

test("what the answer to was lost is done all the same", async () => {
  const server = new FakeServer();
  server.put = () => ({ end: "lost" });
  server.offset = () => ({ end: "done" });
  const [result] = await send(server.around(), "files", [file("a")], quiet, never);
  assert.equal(result!.error, "");
  assert.equal(server.log.filter((line) => line.startsWith("put")).length, 1);
});

test("the widget says what has become of a file", async () => {
  const server = new FakeServer();
  server.put = (at) => (at === "token-long" ? { end: "refused" } : { end: "done" });
  server.fates = { "ref-long": { type: "", error: "file_size_limit_exceeded" }, "ref-fake": { type: "text/html", error: "not_accepted" } };
  const results = await send(server.around(), "files", [file("long"), file("fake"), file("fine")], quiet, never);
  assert.deepEqual(results.map(({ error, type }) => [error, type]), [
    ["file_size_limit_exceeded", ""],
    ["not_accepted", "text/html"],
    ["", "text/plain"],
  ]);
});

test("canceling stops what is sent and tells the widget", async () => {
  const server = new FakeServer();
  const ending = new AbortController();
  server.put = (_, __, ___, signal) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
      ending.abort(new Error("enough"));
    });
  await assert.rejects(send(server.around(), "files", [file("a"), file("bad"), file("b")], quiet, ending.signal), /enough/);
  assert.equal(server.log.at(-1), "lv:upload-cancel ref-a,ref-b");
});

test("a widget that can be asked no more ends all files of the call", async () => {
  const server = new FakeServer();
  let stopped = false;
  server.put = (at, _, __, signal) =>
    at === "token-a" ? { end: "done" } : new Promise((_, reject) => signal.addEventListener("abort", () => ((stopped = true), reject(signal.reason as Error))));
  const around = server.around();
  const ask = around.ask;
  around.ask = (event, payload) => (event === "lv:upload" ? ask(event, payload) : Promise.reject(new Error("the widget is gone")));
  await assert.rejects(send(around, "files", [file("a"), file("b")], quiet, never), /gone/);
  assert.equal(stopped, true);
});

test("canceling while the last answer is awaited cancels all the same", async () => {
  const server = new FakeServer();
  const ending = new AbortController();
  const around = server.around();
  const ask = around.ask;
  around.ask = (event, payload) => {
    if (event === "lv:upload-result") ending.abort(new Error("enough"));
    return ask(event, payload);
  };
  await assert.rejects(send(around, "files", [file("a")], quiet, ending.signal), /enough/);
  assert.equal(server.log.at(-1), "lv:upload-cancel ref-a");
});

test("a file that cannot be read any more is given up", async () => {
  const server = new FakeServer();
  server.put = () => ({ end: "lost" });
  const gone = file("gone");
  gone.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("NotReadableError")) }) as unknown as Blob;
  const [result] = await send(server.around(), "files", [gone], quiet, never);
  assert.equal(result!.error, "unreadable");
  assert.equal(server.log.at(-1), "lv:upload-cancel ref-gone");
});

test("a server that takes nothing, though the page reaches it, is given up; one that takes a little is not", async () => {
  const server = new FakeServer();
  server.put = () => ({ end: "lost" });
  server.offset = () => ({ end: "elsewhere", at: 0 });
  const [result] = await send(server.around(), "files", [file("a")], quiet, never);
  assert.equal(result!.error, "unreachable");
  let at = 0;
  server.put = (_, start) => (start === 100 ? { end: "done" } : { end: "lost" });
  server.offset = () => ({ end: "elsewhere", at: ++at });
  const [slow] = await send(server.around(), "files", [file("b", 100)], quiet, never);
  assert.equal(slow!.error, "");
});

test("a frame's call is answered once, and abort ends it", async () => {
  const server = new FakeServer();
  server.put = (_, __, ___, signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
  const uploads = new Uploads(server.around());
  const answers: string[] = [];
  const answer = (call: number) => (_: unknown, error: string) => void answers.push(`${call} ${error}`);
  uploads.start(1, "files", ["no file"], quiet, answer(1));
  uploads.start(2, "files", [file("a")], quiet, answer(2));
  uploads.start(3, "files", [file("b")], quiet, answer(3));
  await new Promise((resolve) => setTimeout(resolve, 1));
  uploads.abort(2);
  await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(answers, ["1 ctx.upload sends files", "2 the upload was canceled"]);
  uploads.abort();
  await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(answers.slice(2), ["3 the upload was canceled"]);
});
