/// <gokino-widget ref="…" hash="…" entry="…">, or <gokino-widget ref="…" builtin="…">: a live widget in a page of any Go server that
/// serves gokino under a prefix. The page includes `<prefix>/embed.js`, as a classic script or
/// as a module; all elements of the page share one socket.

import { Link } from "./link/link.ts";
import { linkOptions } from "./page/origin.ts";
import { OwnPage } from "./page/ownpage.ts";
import { valueView, viewType, type ValueView } from "./page/valueview.ts";
import style from "./page/view.css?text";

const origin = prefix().replace(/\/$/, "");
const link = new Link(linkOptions(origin));
const host = new OwnPage();
const sheet = new CSSStyleSheet();
// Of the page's style only what is meant for all comes in: whether it is light or dark, how
// it is read, and the variables --gokino-….
sheet.replaceSync(`
  :host { display: block }
  :host([hidden]) { display: none }
  .output-value { all: initial; display: block; color-scheme: inherit; visibility: inherit; color: inherit }
  ${style}`);
addEventListener("online", () => link.hurry());

class WidgetElement extends HTMLElement {
  static readonly observedAttributes = ["ref", "hash", "entry", "builtin"];
  private view: ValueView | null = null;
  private waiting = false;

  connectedCallback(): void {
    this.refresh();
  }

  disconnectedCallback(): void {
    this.refresh();
  }

  /// A move that keeps the frame alive (moveBefore) needs nothing.
  connectedMoveCallback(): void {}

  attributeChangedCallback(): void {
    this.refresh(true);
  }

  /// Once per task: attributes are set one by one, and a move takes the element out and in.
  private refresh(changed = false): void {
    if (changed) this.close();
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      if (!this.isConnected) this.close();
      else if (!this.view) this.open();
    });
  }

  private open(): void {
    const place = Object.fromEntries(WidgetElement.observedAttributes.map((name) => [name, this.getAttribute(name) ?? ""]));
    if (!place["ref"] || !(place["builtin"] || (place["hash"] && place["entry"]))) return;
    link.start();
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.view = valueView({ [viewType]: place }, { origin, link, host });
    root.append(this.view.element);
  }

  private close(): void {
    this.view?.close();
    this.view?.element.remove();
    this.view = null;
  }
}

if (!customElements.get("gokino-widget")) customElements.define("gokino-widget", WidgetElement);

/// The absolute URL of the folder this script came from.
function prefix(): string {
  const script =
    document.currentScript ?? [...document.scripts].find((element) => /\/embed\.js(?:[?#]|$)/.test(element.src));
  const source = script instanceof HTMLScriptElement && script.src ? script.src : `${location.origin}/gokino/embed.js`;
  return new URL(".", source).href;
}
