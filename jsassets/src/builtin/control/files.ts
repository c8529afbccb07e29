/// An input of files, a picture or a sound by itself: all pages share what one of them sends.

import type { BuiltinContext } from "../contract.ts";
import { asks, enter } from "./enter.ts";
import { FileField } from "./filefield.ts";
import { change } from "./pending.ts";
import type { Answer, Props } from "./props.ts";

export function files(ctx: BuiltinContext, props: Props): { element: HTMLElement; update(patch: Partial<Props>): void } {
  const push = (event: string, payload: unknown = null) => change(ctx.pushEvent(event, payload)) as Promise<Answer | null>;
  const field = new FileField(props, {
    upload: (all, options) => ctx.upload("files", all, options),
    sent: (said) => push("uploaded", said),
    clear: () => push("change"),
    content: (at) => ctx.pushEvent("content", { at }) as Promise<Answer | null>,
  });
  field.element.addEventListener("keydown", (event) => {
    if (!ctx.run || !asks(event, props.kind)) return;
    event.preventDefault();
    void enter(ctx, field.settled(), false);
  });
  ctx.onDestroy(() => field.close());
  return { element: field.element, update: (patch) => field.update(patch) };
}
