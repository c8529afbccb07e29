/// gokino's own widgets, which are elements of the page instead of sandboxed frames. Only
/// names that were known when the page was built lead to a script; nothing a widget's server
/// half says makes the page run another.

import type { BuiltinContext, BuiltinModule } from "../builtin/contract.ts";
import { Guest, type WidgetModule } from "../frame/guest.ts";
import type { FromFrame } from "../frame/messages.ts";
import type { Body, Port } from "./body.ts";
import type { Nest } from "./nest.ts";

/// The modules of src/builtin, each with the hash of its built file: set by the build.
declare const GOKINO_BUILTINS: Readonly<Record<string, string>>;

const sheets = new Map<string, CSSStyleSheet>();

export interface BuiltinOptions {
  name: string;
  /// Absolute URL under which the server is reached, without a final slash.
  origin: string;
  /// Holds what the widget shows inside of it.
  nest: Nest;
  /// Runs cells, where there are some.
  run?: BuiltinContext["run"];
}

/// Builtin runs a module of src/builtin in an element, and anew in a fresh one when reloaded.
export class Builtin implements Body {
  readonly element = document.createElement("div");
  readonly focused = false;
  private guest: Guest | null = null;

  constructor(
    private readonly options: BuiltinOptions,
    private readonly onPort: (port: Port) => void,
  ) {
    this.element.className = "gk-builtin";
    this.element.dataset["builtin"] = options.name;
  }

  reload(): void {
    this.leave();
    const root = document.createElement("div");
    root.className = "gk-builtin-root";
    this.element.append(root);
    const port = new LocalPort();
    const guest = new Guest({
      root,
      notices: this.element,
      state: this.element,
      post: (message) => port.hear(message),
      load: async () => (await load(this.options.origin, this.options.name, root)) as WidgetModule,
      html: () => undefined,
      importCSS: unavailable,
      importJS: unavailable,
    });
    Object.assign(guest.ctx, {
      show: (data: Record<string, unknown>) => this.options.nest.show(data),
      load: (name: string) => load(this.options.origin, name, root),
      run: this.options.run,
    });
    port.guest = guest;
    this.guest = guest;
    this.onPort(port);
    port.postMessage({ type: "load", base: this.options.origin, entry: this.options.name });
  }

  close(): void {
    this.leave();
    this.element.remove();
  }

  private leave(): void {
    this.guest?.destroy();
    this.guest = null;
    this.options.nest.close();
    this.element.replaceChildren();
  }
}

/// Both ends of a line within the page.
class LocalPort implements Port {
  onmessage: ((event: MessageEvent) => void) | null = null;
  guest: Guest | null = null;

  postMessage(message: Parameters<Port["postMessage"]>[0]): void {
    this.guest?.receive(message);
  }

  hear(data: FromFrame): void {
    this.onmessage?.({ data } as MessageEvent);
  }

  close(): void {
    this.guest = this.onmessage = null;
  }
}

/// Imports a module of src/builtin and gives the tree that `root` is in its style.
export async function load(origin: string, name: string, root: HTMLElement): Promise<BuiltinModule> {
  const hash = Object.hasOwn(GOKINO_BUILTINS, name) && GOKINO_BUILTINS[name];
  if (!hash) throw new Error(`this page has no built-in widget "${name}"`);
  const module = (await import(`${origin}/builtin/${name}.js?v=${hash}`)) as BuiltinModule;
  if (module.style) adopt(root.getRootNode(), name, module.style);
  return module;
}

/// Gives the document or shadow tree that a widget is in the widget's style, once.
function adopt(tree: Node, name: string, style: string): void {
  const home = tree instanceof ShadowRoot ? tree : document;
  let sheet = sheets.get(name);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    sheets.set(name, sheet);
  }
  if (!home.adoptedStyleSheets.includes(sheet)) home.adoptedStyleSheets.push(sheet);
}

function unavailable(): Promise<void> {
  return Promise.reject(new Error("a built-in widget brings its style and scripts along"));
}
