/// The height that a frame asks for. It follows the content, and the content may follow it:
/// `100vh` and a margin would grow for ever.

/// How many changes in a row are followed that came with a change of the window's height.
const mostSteps = 3;

export class Height {
  private last = -1;
  private steps = 0;

  /// The height to ask for now that the content has this one, or null when it stays: it is
  /// the same, or content and window have been after each other. `resized`: the window's
  /// height has just changed, and nothing else.
  next(content: number, resized: boolean): number | null {
    const height = Math.ceil(content);
    if (height === this.last) return null;
    this.steps = resized ? this.steps + 1 : 0;
    if (this.chased) return null;
    this.last = height;
    return height;
  }

  /// Whether the content is not followed any more: it has to scroll.
  get chased(): boolean {
    return this.steps > mostSteps;
  }
}
