/// gokino's controls: what package control shows.

import type { BuiltinContext } from "./contract.ts";
import style from "./control.css?text";
import { button } from "./control/button.ts";
import { files } from "./control/files.ts";
import { form } from "./control/form.ts";
import { input } from "./control/input.ts";
import { keyboard } from "./control/keyboard.ts";
import { read, type Props } from "./control/props.ts";
import { refocus } from "./control/refocus.ts";

export { style };

export function init(ctx: BuiltinContext, data: unknown): void {
  const props = read(data);
  const control = kind(ctx, props);
  ctx.root.append(control.element);
  if (control.focus) refocus(ctx, props, control.focus);
  ctx.handleEvent("patch", (patch) => control.update(patch as Partial<Props>));
}

/// A control on display.
interface Control {
  element: HTMLElement;
  /// Takes over what has changed.
  update(patch: Partial<Props>): void;
  focus?: () => void;
}

function kind(ctx: BuiltinContext, props: Props): Control {
  switch (props.kind) {
    case "button":
      return button(ctx, props);
    case "keyboard":
      return keyboard(ctx, props);
    case "form":
      return form(ctx, props);
    case "file":
    case "image":
    case "audio":
      return files(ctx, props);
    default:
      return input(ctx, props);
  }
}
