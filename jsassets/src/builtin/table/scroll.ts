/// Scrolling through more than a browser's elements can be high.

/// The highest element used, in pixels. Firefox stops at 17 million, others at 33.
export const tallest = 8_000_000;

/// Scroll joins what a scrollbar says (`scrollTop` of an element of `height`) to the place
/// in the whole list. Small movements are exact; a jump goes to the same share of the list.
/// What is shown at y in the list is drawn at y - offset in the element.
export class Scroll {
  /// Where the list is scrolled to, in pixels of the whole.
  top = 0;
  private last = 0;

  constructor(
    private full = 0,
    private view = 0,
  ) {}

  /// The list has another length, or is seen through another opening. The place stays.
  resize(full: number, view: number): void {
    this.full = full;
    this.view = view;
    this.top = Math.min(this.top, this.furthest);
  }

  get height(): number {
    return Math.min(this.full, tallest);
  }

  get offset(): number {
    return this.top - this.last;
  }

  private get furthest(): number {
    return Math.max(0, this.full - this.view);
  }

  /// How far the list moves for one pixel of the scrollbar's way.
  private get ratio(): number {
    return this.full <= tallest ? 1 : this.furthest / (tallest - this.view);
  }

  /// The user scrolled.
  moved(scrollTop: number): void {
    const by = scrollTop - this.last;
    const exact = this.ratio === 1 ? scrollTop : Math.abs(by) < this.view ? this.top + by : scrollTop * this.ratio;
    const end = scrollTop <= 0 ? 0 : scrollTop >= tallest - this.view && this.ratio > 1 ? this.furthest : exact;
    this.top = Math.min(Math.max(0, end), this.furthest);
    this.last = scrollTop;
  }

  /// Goes to a place in the list; the result is the scrollTop that belongs to it.
  to(top: number): number {
    this.top = Math.min(Math.max(0, top), this.furthest);
    this.last = Math.round(this.top / this.ratio);
    return this.last;
  }
}
