/// ctx.upload: what a widget's JavaScript sees of sending files. The page sends them, since a
/// frame has no origin and no cookies of its own; a File crosses to it without being copied.

import type { UploadResult } from "./messages.ts";

/// How far one file is.
export interface UploadProgress {
  index: number;
  file: File;
  /// Bytes. After a lost connection `loaded` goes back to what the server has.
  loaded: number;
  total: number;
}

export interface UploadOptions {
  /// Called at most ten times a second for each file, and at its end.
  onProgress?: (progress: UploadProgress) => void;
  /// Cancels all files of the call; the promise then rejects with the signal's reason.
  signal?: AbortSignal;
}

/// What an upload of a frame needs of it.
export interface UploadLine {
  /// Posts to the page, and returns the number of the call with a promise of its answer.
  ask(name: string, files: File[], progress: (index: number, loaded: number) => void): { call: number; answer: Promise<unknown> };
  abort(call: number): void;
}

/// Sends files to the widget's upload `name`. Resolves to the results in the order of
/// `files`, also when some were refused; rejects when the server cannot be asked.
export async function upload(
  line: UploadLine,
  name: string,
  files: Blob | Iterable<Blob>,
  { onProgress, signal }: UploadOptions = {},
): Promise<UploadResult[]> {
  const all = [...(files instanceof Blob ? [files] : files)].map(asFile);
  signal?.throwIfAborted();
  const { call, answer } = line.ask(name, all, (index, loaded) => {
    const file = all[index];
    if (file) onProgress?.({ index, file, loaded, total: file.size });
  });
  if (!signal) return (await answer) as UploadResult[];
  const stopped = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => (line.abort(call), reject(signal.reason as Error)), { signal: stopped.signal });
  });
  try {
    return (await Promise.race([answer, aborted])) as UploadResult[];
  } finally {
    stopped.abort();
  }
}

function asFile(blob: Blob): File {
  if (blob instanceof File) return blob;
  if (blob instanceof Blob) return new File([blob], "blob", { type: blob.type });
  throw new TypeError("ctx.upload sends files: a File, a Blob, or a list of them");
}
