/// The values that are shown inside another one.

import type { Shown } from "../builtin/contract.ts";

/// Something with live widgets in it; see FrameView.settled.
export interface Settling {
  settled(within: number): Promise<boolean>;
}

/// A value shown inside another.
export interface Nested extends Shown {
  readonly frame: Settling | null;
}

/// Nest shows values by `showValue` and holds them until they are closed, each by itself or
/// all at once.
export class Nest implements Settling {
  private readonly shown = new Set<Nested>();

  constructor(private readonly showValue: (data: Record<string, unknown>) => Nested) {}

  show(data: Record<string, unknown>): Nested {
    const { element, frame, close } = this.showValue(data);
    const shown: Nested = {
      element,
      frame,
      close: () => {
        if (!this.shown.delete(shown)) return;
        close();
        element.remove();
      },
    };
    this.shown.add(shown);
    return shown;
  }

  /// Closes all of them; more may be shown afterwards.
  close(): void {
    for (const shown of [...this.shown]) shown.close();
  }

  async settled(within: number): Promise<boolean> {
    const all = await Promise.all([...this.shown].map((shown) => shown.frame?.settled(within) ?? true));
    return all.every((inTime) => inTime);
  }
}
