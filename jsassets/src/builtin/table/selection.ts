/// Which rows are selected, by their numbers in the source.

export class Selection {
  readonly ids = new Set<number>();

  constructor(
    private readonly mode: "" | "one" | "many",
    private readonly told: (ids: number[]) => void,
  ) {}

  get on(): boolean {
    return this.mode !== "";
  }

  has(id: number): boolean {
    return this.ids.has(id);
  }

  /// This row and no other.
  only(id: number): void {
    this.set([id]);
  }

  /// This row or not; others stay where there may be many.
  toggle(id: number): void {
    if (this.mode === "many") {
      const ids = new Set(this.ids);
      if (!ids.delete(id)) ids.add(id);
      this.set([...ids]);
    } else {
      this.set(this.has(id) ? [] : [id]);
    }
  }

  /// These rows and no others, the last of them where there may be only one.
  set(ids: number[]): void {
    if (!this.on) return;
    const next = this.mode === "many" ? ids : ids.slice(-1);
    if (next.length === this.ids.size && next.every((id) => this.ids.has(id))) return;
    this.ids.clear();
    for (const id of next) this.ids.add(id);
    this.told([...this.ids].sort((a, b) => a - b));
  }
}
