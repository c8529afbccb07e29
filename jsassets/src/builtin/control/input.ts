/// An input by itself: its value is shared with all pages.

import type { BuiltinContext } from "../contract.ts";
import { enter } from "./enter.ts";
import { Field } from "./field.ts";
import { change } from "./pending.ts";
import type { Answer, Props } from "./props.ts";

export function input(ctx: BuiltinContext, props: Props): { element: HTMLElement; update(patch: Partial<Props>): void; focus(): void } {
  let pending: Promise<boolean> = Promise.resolve(true);
  let waiting = 0; // for answers: what comes before the last one is older than what the field has
  const field = new Field(props, {
    send: (value) => (pending = send(value)),
    enter: (changed) => void enter(ctx, pending, changed),
  });
  const send = async (value: unknown): Promise<boolean> => {
    waiting++;
    const answer = (await change(ctx.pushEvent("change", value)).catch((error: Error) => ({ error: error.message }))) as Answer | null;
    if (--waiting > 0) return !answer?.error;
    field.say(answer?.error ?? "");
    if (answer && "value" in answer) field.receive(answer.value);
    return !answer?.error;
  };
  ctx.handleSync(async () => {
    field.finish();
    await pending;
  });
  return { element: field.element, update: ({ value, ...patch }) => field.update(value === undefined || waiting > 0 ? patch : { ...patch, value }), focus: () => field.focus() };
}
