/// What a form is made of, and an input by itself: a value with its label and messages.

import type { Props } from "./props.ts";

export interface Part {
  readonly element: HTMLElement;
  /// What is sent of the value; undefined if it is none.
  read(): unknown;
  /// What restores the value in another view of the same page.
  draft(): unknown;
  /// Shows a draft, or the default.
  write(draft: unknown): void;
  /// Shows what is wrong; "" for nothing.
  say(message: string): void;
  update(patch: Partial<Props>): void;
  focus(): void;
  /// Sends what was not sent yet.
  finish(): void;
  /// Resolves once all that is on its way is there; to false if it will not come.
  settled(): Promise<boolean>;
  close(): void;
}
