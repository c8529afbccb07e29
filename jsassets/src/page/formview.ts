/// Values in forms that modules of src/builtin show: loaded when the first such value is.

import type { FormModule } from "../builtin/forms.ts";
import { load } from "./builtin.ts";
import { h } from "./dom.ts";
import { Nest, type Nested, type Settling } from "./nest.ts";
import { text } from "./reading.ts";

/// Which module shows which form. The first form that a value has is the one shown.
const forms: readonly (readonly [type: string, module: string])[] = [
  ["application/vnd.gokino.layout", "layout"],
  ["text/vnd.mermaid", "diagram"],
  ["text/markdown", "markdown"],
  ["application/vnd.gokino.rows", "rows"],
  ["application/vnd.gokino.text", "text"],
];

/// The module that shows a value, null if the page does so by itself.
export function formOf(data: Record<string, unknown>): string | null {
  return forms.find(([type]) => data[type] !== undefined)?.[1] ?? null;
}

/// FormView shows a value by a module; until that is there, and where it cannot be, as text,
/// or as what is given for the time being.
export class FormView implements Settling {
  readonly element = h("div", { class: "gk-builtin gk-form" });
  private readonly nest: Nest;
  private ended: (() => void) | void = undefined;
  private closed = false;

  constructor(
    module: string,
    data: Record<string, unknown>,
    origin: string,
    show: (data: Record<string, unknown>) => Nested,
    meanwhile: readonly Node[] = [h("pre", { class: "value-text" }, text(data["text/plain"]))],
  ) {
    this.nest = new Nest(show);
    this.element.dataset["form"] = module;
    this.element.append(...meanwhile);
    load(origin, module, this.element).then(
      (loaded) => this.fill(loaded as unknown as FormModule, data, origin),
      (error: unknown) => this.fail(error),
    );
  }

  close(): void {
    this.closed = true;
    this.ended?.();
    this.nest.close();
  }

  settled(within: number): Promise<boolean> {
    return this.nest.settled(within);
  }

  private fill(module: FormModule, data: Record<string, unknown>, origin: string): void {
    if (this.closed) return;
    const before = [...this.element.childNodes];
    this.element.replaceChildren();
    try {
      this.ended = module.form(
        { root: this.element, show: (inner) => this.nest.show(inner), load: async (name) => ({ ...(await load(origin, name, this.element)) }) },
        data,
      );
    } catch (error) {
      this.element.replaceChildren(...before);
      this.fail(error);
    }
  }

  /// The text stays, with a word of what is missing.
  private fail(error: unknown): void {
    console.error("gokino: a value's form:", error);
    const message = error instanceof Error ? error.message : String(error);
    this.element.append(h("div", { class: "gk-notice", role: "status" }, `Shown as text: ${message}`));
  }
}
