/// Charts: what widget.NewVega and the plots show.

import { h, setText } from "../page/dom.ts";
import type { BuiltinContext } from "./contract.ts";
import { Feed, type Row } from "./vega/feed.ts";
import { theme } from "./vega/theme.ts";
import style from "./vega.css?text";

export { style };

type Library = typeof import("./vegalib.ts");
type View = InstanceType<Library["View"]>;

interface Form {
  name: string;
  spec: string;
  dataset: string;
  window: number;
  rows: string;
}

/// More rows than this are painted, not built of elements.
const many = 1500;

export function init(ctx: BuiltinContext, data: unknown): void {
  const chart = new Chart(ctx, data as Form);
  ctx.handleEvent("append", (rows) => chart.change(() => chart.feed.append(JSON.parse(rows as string) as Row[])));
  ctx.handleEvent("set", (rows) => chart.change(() => chart.feed.set(JSON.parse(rows as string) as Row[])));
  ctx.onDestroy(() => chart.close());
  void chart.start();
}

class Chart {
  readonly feed: Feed;
  private readonly spec: Row;
  private readonly dataset: string;
  private readonly figure = h("div", { class: "gk-vega-figure", role: "img" });
  private readonly canvas = h("div", { "aria-hidden": "true" }); // the figure says what it is
  private readonly problem = h("div", { class: "gk-vega-problem", role: "alert", hidden: true });
  private readonly tools = h("div", { class: "gk-vega-bar" });
  private readonly dark = matchMedia("(prefers-color-scheme: dark)");
  private readonly watch = new ResizeObserver(() => this.resize());
  private readonly redraw = () => void this.draw();
  private library: Library | null = null;
  private view: View | null = null;
  private frame = 0;
  private closed = false;

  constructor(
    private readonly ctx: BuiltinContext,
    form: Form,
  ) {
    this.spec = JSON.parse(form.spec) as Row;
    this.feed = new Feed(form.window);
    this.feed.append(JSON.parse(form.rows) as Row[]);
    const own = this.spec["data"] as { name?: string } | undefined;
    this.dataset = form.dataset || own?.name || "rows";
    if (own === undefined && !("datasets" in this.spec) && !this.vega) this.spec["data"] = { name: this.dataset };
    this.figure.setAttribute("aria-label", form.name || label(this.spec));
    this.figure.style.minHeight = `${Number(this.spec["height"]) || 200}px`;
    this.figure.append(this.canvas);
    const save = (kind: "svg" | "png") => h("button", { type: "button", class: "gk-vega-button", "aria-label": `Save as ${kind.toUpperCase()}`, onclick: () => void this.save(kind) }, kind.toUpperCase());
    this.tools.append(save("svg"), save("png"));
    ctx.root.append(h("div", { class: "gk-vega" }, this.problem, this.figure, this.tools));
  }

  async start(): Promise<void> {
    try {
      this.library = (await this.ctx.load("vegalib")) as unknown as Library;
    } catch (error) {
      return this.fail(error);
    }
    if (this.closed) return;
    this.dark.addEventListener("change", this.redraw);
    this.watch.observe(this.figure);
    await this.draw();
  }

  close(): void {
    this.closed = true;
    this.dark.removeEventListener("change", this.redraw);
    this.watch.disconnect();
    cancelAnimationFrame(this.frame);
    this.view?.finalize();
  }

  /// Takes rows in, and shows them with the next frame.
  change(take: () => void): void {
    take();
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => void this.update());
  }

  private async update(): Promise<void> {
    if (!this.view || !this.library) return;
    const { insert, remove } = this.feed.take();
    const gone = new Set(remove);
    try {
      const changes = this.view.changeset().remove((row: Row) => gone.has(row)).insert(insert);
      await this.view.change(this.dataset, changes).runAsync();
    } catch (error) {
      this.fail(error);
    }
  }

  /// Whether the specification is Vega's own, not Vega-Lite's.
  private get vega(): boolean {
    return /\/vega\/v\d/.test(String(this.spec["$schema"] ?? ""));
  }

  /// Draws from the beginning: the page's colours may have changed.
  private async draw(): Promise<void> {
    const { library } = this;
    if (!library || this.closed) return;
    this.view?.finalize();
    this.view = null;
    try {
      const config = theme(this.figure);
      const spec = this.vega ? this.spec : library.compile(this.fitted() as never, { config, logger: quiet } as never).spec;
      const rows = this.feed.all();
      const runtime = library.parse(spec as never, this.vega ? (config as never) : undefined, { ast: true } as never);
      const view = new library.View(runtime, {
        expr: library.expressionInterpreter,
        renderer: rows.length + inline(this.spec) > many ? "canvas" : "svg",
        container: this.canvas,
        hover: true,
        loader: library.loader({ http: { credentials: "omit" } }),
        logLevel: library.Error,
      } as never);
      if (rows.length > 0) view.insert(this.dataset, rows);
      this.view = view;
      await view.runAsync();
      this.figure.style.minHeight = "";
      this.problem.hidden = true;
      this.tools.hidden = false;
    } catch (error) {
      this.view = null;
      this.tools.hidden = true; // there is nothing to save
      this.figure.style.minHeight = "0";
      this.fail(error);
    }
  }

  /// A chart as wide as its container gets that width in pixels, and another when it changes.
  private get fluid(): boolean {
    return this.spec["width"] === "container" || (this.spec["width"] === undefined && ("mark" in this.spec || "layer" in this.spec));
  }

  private get width(): number {
    return Math.max(120, this.figure.clientWidth);
  }

  private fitted(): Row {
    if (!this.fluid) return this.spec;
    return { autosize: { type: "fit-x", contains: "padding" }, ...this.spec, width: this.width };
  }

  private resize(): void {
    if (!this.view || !this.fluid || this.vega || this.figure.clientWidth === 0) return;
    if (this.view.signal("width") !== this.width) void this.view.signal("width", this.width).runAsync();
  }

  private async save(kind: "svg" | "png"): Promise<void> {
    const url = await this.view?.toImageURL(kind, kind === "png" ? 2 : 1);
    if (url) h("a", { href: url, download: `chart.${kind}` }).click();
  }

  private fail(error: unknown): void {
    setText(this.problem, `The chart cannot be drawn: ${error instanceof Error ? error.message : String(error)}`);
    this.problem.hidden = false;
  }
}

/// Vega-Lite's warnings are for who writes a specification, in the console.
const quiet = {
  level: () => quiet,
  error: (...words: unknown[]) => (console.error(...words), quiet),
  warn: (...words: unknown[]) => (console.warn(...words), quiet),
  info: () => quiet,
  debug: () => quiet,
};

function inline(spec: Row): number {
  const values = (spec["data"] as { values?: unknown } | undefined)?.values;
  return Array.isArray(values) ? values.length : 0;
}

/// What a specification says of itself.
function label(spec: Row): string {
  const title = spec["title"];
  const text = typeof title === "object" && title !== null ? (title as Row)["text"] : title;
  return String(spec["description"] ?? text ?? "Chart");
}
