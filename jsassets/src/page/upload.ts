/// Sending files for a widget: asks the server to admit them, puts the bytes, goes on where a
/// lost connection stopped, and asks in the end what has become of them.

import type { UploadResult } from "../frame/messages.ts";

/// What sending needs of the page.
export interface Surroundings {
  /// Absolute URL under which the server is, without a final slash.
  origin: string;
  /// Asks the widget; rejects when no answer can come.
  ask(event: string, payload: unknown): Promise<unknown>;
  /// Tells the widget something.
  push(event: string, payload: unknown): void;
  /// Resolves when the page's connection is there.
  connected(signal: AbortSignal): Promise<void>;
  /// For tests.
  transport?: Transport;
  pause?: typeof pause;
}

/// What became of one attempt to send bytes. `at` is where the file goes on, if that is
/// known.
export type Attempt =
  | { end: "done" }
  /// The server takes it no more; the widget knows why.
  | { end: "refused" }
  /// The connection was lost, or the server is busy.
  | { end: "lost" }
  | { end: "elsewhere"; at: number };

/// The ways to the server.
export interface Transport {
  put(url: string, file: Blob, start: number, loaded: (bytes: number) => void, signal: AbortSignal): Promise<Attempt>;
  /// Asks where a file goes on.
  offset(url: string, size: number, signal: AbortSignal): Promise<Attempt>;
}

interface Admitted {
  ref: string;
  token: string;
  error: string;
  message: string;
}

/// How many files of one call are sent at a time.
export const width = 3;
const progressEvery = 100;
const patience = [250, 500, 1000, 2000, 5000];
/// Attempts in a row that bring the file no further, while the page is connected.
const maxFailures = 12;

/// Sends files, and resolves to what has become of each. Rejects, and cancels all of them,
/// when `signal` is aborted.
export async function send(
  around: Surroundings,
  name: string,
  files: readonly File[],
  progress: (index: number, loaded: number) => void,
  signal: AbortSignal,
): Promise<UploadResult[]> {
  const asked = files.map(({ name, size, type, lastModified }) => ({ name, size, type, lastModified }));
  const admitted = (await around.ask("lv:upload", { name, files: asked })) as Admitted[];
  const refs = admitted.map(({ ref }) => ref).filter((ref) => ref !== "");
  const failed = new AbortController(); // one that fails ends the others
  const stop = AbortSignal.any([signal, failed.signal]);
  try {
    signal.throwIfAborted();
    const results: UploadResult[] = files.map((file, at) => fresh(file, admitted[at]!));
    const waiting = admitted.map((_, index) => index).filter((index) => admitted[index]!.error === "");
    const worker = async () => {
      for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
        const { ref, token } = admitted[index]!;
        const file = files[index]!;
        const told = throttled((loaded) => progress(index, loaded));
        const url = `${around.origin}/upload/${token}`;
        const fate = await sendOne(around, url, file, told, stop);
        Object.assign(results[index]!, await outcome(around, name, ref, fate));
        if (fate === "sent") progress(index, file.size);
      }
    };
    await Promise.all(Array.from({ length: width }, worker));
    signal.throwIfAborted();
    return results;
  } catch (error) {
    failed.abort(error);
    if (refs.length > 0) around.push("lv:upload-cancel", { name, refs });
    throw error;
  }
}

function fresh({ name, size }: File, { ref, error, message }: Admitted): UploadResult {
  return { name, size, ref, type: "", error, message };
}

/// How the sending of a file ended: the server has all of it, it takes no more, the browser
/// cannot read the file (any more), or the server cannot be reached though the page is.
type Fate = "sent" | "refused" | "unreadable" | "unreachable";

/// What the widget says of a file.
async function outcome(around: Surroundings, name: string, ref: string, fate: Fate): Promise<Partial<UploadResult>> {
  if (fate === "unreadable" || fate === "unreachable") {
    around.push("lv:upload-cancel", { name, refs: [ref] });
    return { error: fate, message: fate === "unreadable" ? "the file cannot be read" : "the file could not be sent" };
  }
  const known = (await around.ask("lv:upload-result", { name, refs: [ref] })) as Partial<UploadResult>[];
  const unknown = fate === "sent" ? "" : "invalid_token";
  const { type = "", error = unknown, message = error } = known[0] ?? {};
  return { type, error, message };
}

/// Puts a file until all of it is there or there is no hope.
async function sendOne(
  around: Surroundings,
  url: string,
  file: File,
  loaded: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Fate> {
  const { put, offset } = around.transport ?? overHTTP;
  let at = 0;
  for (let failures = 0; failures < maxFailures; failures++) {
    let attempt = await put(url, file, at, (bytes) => loaded(at + bytes), signal);
    if (attempt.end === "lost") {
      if (!(await readable(file, at))) return "unreadable";
      await (around.pause ?? pause)(patience[Math.min(failures, patience.length - 1)]!, signal);
      await around.connected(signal);
      attempt = await offset(url, file.size, signal);
    }
    if (attempt.end === "done") return "sent";
    if (attempt.end === "refused") return "refused";
    if (attempt.end === "lost") continue;
    if (attempt.at > at) failures = -1; // it moves
    loaded((at = attempt.at));
  }
  return "unreachable";
}

/// A file that was changed or removed after the user chose it cannot be read.
async function readable(file: File, at: number): Promise<boolean> {
  try {
    await file.slice(at, at + 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", aborted);
      resolve();
    }, ms);
    signal.addEventListener("abort", aborted, { once: true });
    if (signal.aborted) aborted();
  });
}

function throttled(tell: (loaded: number) => void): (loaded: number) => void {
  let last = -Infinity;
  return (loaded) => {
    const now = performance.now();
    if (now - last < progressEvery) return;
    last = now;
    tell(loaded);
  };
}

/// The ways over HTTP. XMLHttpRequest, because fetch does not tell how much it has sent.
export const overHTTP: Transport = {
  put: (url, file, start, loaded, signal) =>
    request(signal, url, "PUT", loaded, (xhr) => {
      xhr.setRequestHeader("Content-Type", "application/octet-stream");
      if (start > 0) xhr.setRequestHeader("Content-Range", `bytes ${start}-${file.size - 1}/${file.size}`);
      // Always a slice: of a whole file on a disk Chromium sends the path, which the process of
      // the page may not read where the frame's may (net::ERR_ACCESS_DENIED).
      return file.slice(start);
    }).then((xhr) => understood(xhr, file.size)),
  offset: (url, size, signal) => request(signal, url, "HEAD", () => undefined, () => null).then((xhr) => understood(xhr, size)),
};

function request(
  signal: AbortSignal,
  url: string,
  method: string,
  loaded: (bytes: number) => void,
  body: (xhr: XMLHttpRequest) => Blob | null,
): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const xhr = new XMLHttpRequest();
    const aborted = () => {
      xhr.abort();
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", aborted, { once: true });
    xhr.upload.onprogress = (event) => loaded(event.loaded);
    xhr.onloadend = () => {
      signal.removeEventListener("abort", aborted);
      resolve(xhr);
    };
    xhr.open(method, url);
    xhr.send(body(xhr));
  });
}

/// understood reads an answer; status 0 is none.
function understood(xhr: XMLHttpRequest, size: number): Attempt {
  const offset = xhr.status === 0 ? null : xhr.getResponseHeader("Upload-Offset");
  const at = offset === null ? NaN : Number(offset);
  switch (xhr.status) {
    case 201:
    case 204:
      return { end: "done" };
    case 200: // HEAD
    case 409:
      if (!Number.isSafeInteger(at)) return { end: "lost" };
      return at === size && size > 0 ? { end: "done" } : { end: "elsewhere", at };
    case 0:
    case 202: // a part of it came
    case 408:
    case 429:
    case 502:
    case 503:
    case 504:
      return { end: "lost" };
    default:
      return { end: "refused" };
  }
}

/// The files that a frame is sending.
export class Uploads {
  private readonly running = new Map<number, AbortController>();

  constructor(private readonly around: Surroundings) {}

  /// Sends files; `answer` is called once, in the end.
  start(
    call: number,
    name: string,
    files: unknown,
    progress: (index: number, loaded: number) => void,
    answer: (payload: unknown, error: string) => void,
  ): void {
    if (!Array.isArray(files) || !files.every((file) => file instanceof File)) return answer(null, "ctx.upload sends files");
    const ending = new AbortController();
    this.running.set(call, ending);
    send(this.around, name, files, progress, ending.signal)
      .then(
        (results) => answer(results, ""),
        (error: unknown) => answer(null, error instanceof Error ? error.message : String(error)),
      )
      .finally(() => this.running.delete(call));
  }

  /// Cancels a call, all calls without a number.
  abort(call?: number): void {
    for (const [at, ending] of this.running) {
      if (call === undefined || at === call) ending.abort(new Error("the upload was canceled"));
    }
  }
}
