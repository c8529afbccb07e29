/// Red messages below a widget, each shown once with how often it came.

const shown = 5;

export class Notices {
  private readonly list = document.createElement("div");
  private readonly counts = new Map<string, { element: HTMLElement; count: number }>();

  constructor(parent: HTMLElement) {
    this.list.className = "gk-notices";
    this.list.setAttribute("role", "alert");
    parent.append(this.list);
  }

  add(text: string): void {
    const known = this.counts.get(text);
    if (known) {
      known.count++;
      known.element.textContent = `${text} (${known.count} times)`;
      return;
    }
    if (this.counts.size >= shown) return;
    const element = document.createElement("pre");
    element.className = "gk-notice";
    element.textContent = text;
    this.list.append(element);
    this.counts.set(text, { element, count: 1 });
  }
}
