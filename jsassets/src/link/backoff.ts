/// How long to wait before the next attempt to connect.

const first = 250;
const longest = 8000;

/// Backoff doubles the wait with each attempt, up to eight seconds, and spreads it by a
/// random factor between a half and one so that many pages do not return as one crowd.
export class Backoff {
  private attempts = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /// The wait before the next attempt, in milliseconds.
  next(): number {
    const ceiling = Math.min(longest, first * 2 ** this.attempts);
    this.attempts++;
    return Math.round(ceiling * (0.5 + this.random() / 2));
  }

  reset(): void {
    this.attempts = 0;
  }
}
