/// One figure with its line of the last minutes.

import { h, setText } from "../../page/dom.ts";

const svg = "http://www.w3.org/2000/svg";

export class Gauge {
  readonly element: HTMLElement;
  private readonly number = h("span", { class: "gk-stats-number" });
  private readonly line = document.createElementNS(svg, "polyline");
  private readonly values: number[] = [];

  constructor(
    name: string,
    private readonly kept: number,
    private readonly format: (value: number) => string,
  ) {
    const picture = document.createElementNS(svg, "svg");
    picture.setAttribute("viewBox", "0 0 100 30");
    picture.setAttribute("preserveAspectRatio", "none");
    picture.setAttribute("aria-hidden", "true");
    picture.append(this.line);
    this.element = h("div", { class: "gk-stats-gauge", role: "group", "aria-label": name }, h("span", { class: "gk-stats-name" }, name), this.number);
    this.element.append(picture);
  }

  add(value: number): void {
    this.values.push(value);
    if (this.values.length > this.kept) this.values.shift();
  }

  draw(): void {
    const { values } = this;
    const most = Math.max(...values, 0);
    const points = values.map((value, i) => `${((100 * (this.kept - values.length + i)) / (this.kept - 1)).toFixed(1)},${(most > 0 ? 28.5 - (27 * value) / most : 28.5).toFixed(1)}`);
    this.line.setAttribute("points", points.join(" "));
    const last = values[values.length - 1];
    setText(this.number, last === undefined ? "–" : this.format(last));
  }
}
