/// How a process is doing: what widget.NewStats shows.

import { h, setText } from "../page/dom.ts";
import type { BuiltinContext } from "./contract.ts";
import { Flame, time } from "./stats/flame.ts";
import { Gauge } from "./stats/gauge.ts";
import { read, top, type Frame } from "./stats/profile.ts";
import style from "./stats.css?text";

export { style };

type Vitals = Record<string, number>;

const seconds = 5;

export function init(ctx: BuiltinContext, data: unknown): void {
  const { samples, kept } = data as { samples: Vitals[] | null; kept: number };
  const gauges: [key: string, gauge: Gauge][] = [
    ["goroutines", new Gauge("Goroutines", kept, count)],
    ["heap", new Gauge("Heap", kept, size)],
    ["allocs", new Gauge("Allocations", kept, (n) => `${size(n)}/s`)],
    ["system", new Gauge("From the system", kept, size)],
    ["collections", new Gauge("GC cycles", kept, count)],
    ["pause99", new Gauge("GC pause, p99", kept, span)],
    ["wait50", new Gauge("Scheduler wait, p50", kept, span)],
    ["wait99", new Gauge("Scheduler wait, p99", kept, span)],
  ];
  const look = (vitals: Vitals) => gauges.forEach(([key, gauge]) => gauge.add(vitals[key] ?? 0));
  const draw = () => gauges.forEach(([, gauge]) => gauge.draw());
  samples?.forEach(look);
  draw();
  ctx.handleEvent("look", (vitals) => {
    look(vitals as Vitals);
    draw();
  });
  ctx.root.append(h("div", { class: "gk-stats" }, h("div", { class: "gk-stats-gauges" }, ...gauges.map(([, gauge]) => gauge.element)), profiling(ctx)));
}

/// The button that takes a profile, and what was taken.
function profiling(ctx: BuiltinContext): HTMLElement {
  const word = `Profile the CPU for ${seconds} s`;
  const button = h("button", { type: "button", class: "gk-stats-button" }, word);
  const status = h("span", { class: "gk-stats-status", role: "status" });
  const shown = h("div", { class: "gk-stats-profile" });
  const done = (text: string) => {
    button.disabled = false;
    setText(status, text);
  };
  button.addEventListener("click", () => {
    button.disabled = true;
    setText(status, "Taking a profile…");
    ctx.pushEvent("profile", seconds * 1000).catch((error: Error) => done(error.message));
  });
  ctx.handleEvent("profile", (bytes) => {
    read(bytes as ArrayBuffer).then(
      (root) => {
        done(root.total > 0 ? `${time(root.total)} of CPU time in ${seconds} s` : "There was nothing to do in these seconds");
        shown.replaceChildren(...(root.total > 0 ? [new Flame(root).element, table(root), file(bytes as ArrayBuffer)] : []));
      },
      (error: Error) => done(`The profile cannot be read: ${error.message}`),
    );
  });
  return h("div", {}, h("div", { class: "gk-stats-bar" }, button, status), shown);
}

function table(root: Frame): HTMLElement {
  const share = (ns: number) => `${((100 * ns) / root.total).toFixed(1)} %`;
  const rows = top(root, 10).map(({ name, own, total }) => h("tr", {}, h("td", {}, share(own)), h("td", {}, share(total)), h("th", { scope: "row" }, name)));
  return h(
    "table",
    { class: "gk-stats-top" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "own"), h("th", { scope: "col" }, "with calls"), h("th", { scope: "col" }, "function"))),
    h("tbody", {}, ...rows),
  );
}

/// The profile as a file, for go tool pprof.
function file(bytes: ArrayBuffer): HTMLElement {
  return h("button", {
    type: "button",
    class: "gk-stats-button",
    onclick: () => {
      const url = URL.createObjectURL(new Blob([bytes]));
      h("a", { href: url, download: "cpu.pprof" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    },
  }, "Save for go tool pprof");
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}

function size(bytes: number): string {
  for (const unit of ["B", "kB", "MB", "GB"]) {
    if (bytes < 999.5) return `${unit === "B" ? Math.round(bytes) : bytes.toFixed(bytes < 99.95 ? 1 : 0)} ${unit}`;
    bytes /= 1000;
  }
  return `${bytes.toFixed(1)} TB`;
}

function span(s: number): string {
  if (s >= 1) return `${s.toFixed(1)} s`;
  if (s >= 1e-3) return `${(s * 1e3).toFixed(1)} ms`;
  if (s >= 1e-6) return `${(s * 1e6).toFixed(0)} µs`;
  return `${(s * 1e9).toFixed(0)} ns`;
}
