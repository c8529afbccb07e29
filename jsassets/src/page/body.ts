/// Where a view's script runs, as its view sees it.

import type { ToFrame } from "../frame/messages.ts";

/// A sandboxed frame, or, for gokino's own widgets, an element of the page. It hands out a
/// Port for each document, or element, that lives in it.
export interface Body {
  readonly element: HTMLElement;
  /// Whether the user's keys go to it and the page does not see them.
  readonly focused: boolean;
  /// Starts anew; a new port follows.
  reload(): void;
  close(): void;
}

/// The line to a script: a MessagePort, or what stands for one within a page.
export interface Port {
  postMessage(message: ToFrame): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}
