/// Buttons with an icon and a name.

import { h } from "./dom.ts";
import { icon, type IconName } from "./icons.ts";

export interface ButtonOptions {
  /// The accessible name.
  name: string;
  icon: IconName;
  /// Visible beside the icon; none for an icon alone.
  text?: string;
  /// Added to the tooltip.
  keys?: string;
  class?: string;
  press(): void;
}

export function button(options: ButtonOptions): HTMLButtonElement {
  const title = options.keys ? `${options.name} (${options.keys})` : options.name;
  const text = options.text ? h("span", { class: "button-text" }, options.text) : null;
  const element = h(
    "button",
    { type: "button", class: `button ${options.class ?? ""}`, "aria-label": options.name, title, onclick: options.press },
    icon(options.icon),
    text,
  );
  return element;
}
