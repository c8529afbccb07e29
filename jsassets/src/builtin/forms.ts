/// What a module of this folder exports that shows a form of values (a layout, Markdown…)
/// instead of a live widget: `form(ctx, data)`, and a `style` like any other.

import type { Shown } from "./contract.ts";

/// What such a module works with. `root` is an empty element in the page; while the module
/// was on its way it held the value as text.
export interface FormContext {
  readonly root: HTMLElement;
  /// Shows a value inside of this one; it is closed with it.
  show(data: Record<string, unknown>): Shown;
  /// Imports another module of this folder by its name.
  load(name: string): Promise<Record<string, unknown>>;
}

export interface FormModule {
  /// Fills ctx.root. `data` has all forms of the value. What it returns is called when the
  /// value is no longer shown.
  form(ctx: FormContext, data: Record<string, unknown>): (() => void) | void;
  style?: string;
}
