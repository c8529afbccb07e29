/// What gokino's own widgets export and are given. A module here is built into a file of its
/// own, jsassets/dist/builtin-<name>.js, that a page loads when it first shows such a widget.
/// It runs in the page's document with all the page's rights: it never puts what it is sent
/// into the page as HTML or script, nor imports a URL it is sent.

import type { Context } from "../frame/context.ts";

export type { UploadOptions, UploadResult } from "../frame/context.ts";

/// A value on display.
export interface Shown {
  readonly element: HTMLElement;
  /// Ends what it holds, live widgets too, and takes it out of the page.
  close(): void;
}

/// The ctx of a built-in widget: any widget's, and what only the page can do. `root` is an
/// element of the page; importCSS and importJS fail.
export interface BuiltinContext extends Context {
  /// Shows a value, given in its forms by MIME type, as a cell's output would be: images,
  /// text, HTML in its sandbox, live widgets. The caller puts the element where it wants it
  /// and closes it; with the widget itself it is closed at the latest.
  show(data: Record<string, unknown>): Shown;
  /// Imports another module of this folder by its name: the way to heavy packages.
  load(name: string): Promise<Record<string, unknown>>;
  /// In a notebook's page: runs cells, by their numbers. What the user has `changed` runs them
  /// by itself where the notebook is reactive.
  readonly run?: (cells: readonly number[], changed: boolean) => void;
}

/// What a module of this folder exports, if it is a widget.
export interface BuiltinModule {
  init(ctx: BuiltinContext, data: unknown): unknown;
  /// A style sheet for the document or shadow tree that the widget is in: `import style from
  /// "./<name>.css?text"`. Its selectors begin with .gk-<name>.
  style?: string;
}
