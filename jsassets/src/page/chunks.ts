/// How outputs add up: chunks of text join.

import type { Output } from "./notebook.ts";
import * as value from "./textchunks.ts";

/// The most characters of one text output; beyond it the front is cut, a quarter at a time.
export const textLimit = 256 << 10;

/// appended returns outputs with one more; a text chunk joins a chunk of its kind before it.
export function appended(outputs: Output[], next: Output): Output[] {
  const last = outputs.at(-1);
  if (last?.kind === "value" && next.kind === "value" && value.joins(last.data, next.data)) {
    return [...outputs.slice(0, -1), { kind: "value", data: value.joined(last.data, next.data) }];
  }
  if (!last || !isText(last) || !isText(next) || last.kind !== next.kind) return [...outputs, next];
  return [...outputs.slice(0, -1), joined(last, next)];
}

type TextOutput = Extract<Output, { kind: "stdout" | "stderr" }>;

function joined(last: TextOutput, next: TextOutput): TextOutput {
  const { kind } = next;
  const text = last.text + next.text;
  const cut = (last.cut ?? 0) + (next.cut ?? 0);
  if (text.length <= textLimit) return { kind, text, cut };
  const wanted = text.length - (textLimit * 3) / 4;
  const line = text.indexOf("\n", wanted);
  const at = line === -1 || line - wanted > textLimit / 4 ? wanted : line + 1;
  return { kind, text: text.slice(at), cut: cut + at };
}

function isText(output: Output): output is TextOutput {
  return output.kind === "stdout" || output.kind === "stderr";
}
