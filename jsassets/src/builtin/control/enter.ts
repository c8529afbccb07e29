/// Enter in an input: in a notebook it runs the cells that have read the input, as in Livebook.

import { h } from "../../page/dom.ts";
import type { BuiltinContext } from "../contract.ts";
import { uniqueID, type Answer, type Props } from "./props.ts";

/// Kinds in which Enter alone means something else.
const busy = new Set(["textarea", "color", "file", "image", "audio"]);

/// Whether a key asks for a run: Enter, or where that does something else, with Ctrl or Cmd.
export function asks(event: KeyboardEvent, kind: string): boolean {
  if (event.key !== "Enter" || event.isComposing || event.target instanceof HTMLButtonElement) return false;
  return event.ctrlKey || event.metaKey || !busy.has(kind);
}

/// Runs the cells that have read an input, once its value was `taken`. `changed` says that it
/// was another one.
export async function enter(ctx: BuiltinContext, taken: Promise<boolean>, changed: boolean): Promise<void> {
  if (!ctx.run || !(await taken)) return;
  const answer = (await ctx.pushEvent("readers").catch(() => null)) as Answer | null;
  if (answer?.cells?.length) ctx.run(answer.cells, changed);
}

/// The mark of an input that cells have read before it was changed.
export function changedMark(): HTMLElement {
  return h("span", { class: "gk-control-changed", id: uniqueID(), hidden: true });
}

/// What the mark says.
export function changedText(props: Props): string {
  return `changed; ${busy.has(props.kind) ? "Ctrl+Enter" : "Enter"} runs the cells that read it`;
}
