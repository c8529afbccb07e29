/// The host's side of a sandboxed frame: the iframe element and the handshake that gives it a port.

import type { Body } from "./body.ts";

/// What a widget's document may do. It has no origin of its own (no allow-same-origin), so
/// it reaches neither the page nor its cookies, storage or API.
export const sandbox = "allow-scripts allow-downloads allow-forms allow-modals allow-popups";
const allow = "autoplay; fullscreen; clipboard-write";

/// Iframe hands out a MessagePort for each document that lives in its element: one at first,
/// another after each reload (browsers reload an iframe that is moved in the page).
export class Iframe implements Body {
  readonly element = document.createElement("iframe");
  private ready = false;
  private loaded = false;
  private readonly onMessage = (event: MessageEvent) => this.hear(event);

  constructor(
    private readonly url: string,
    title: string,
    private readonly onPort: (port: MessagePort) => void,
  ) {
    this.element.className = "gk-frame";
    this.element.title = title;
    this.element.setAttribute("sandbox", sandbox);
    this.element.setAttribute("allow", allow);
    this.element.addEventListener("load", () => {
      this.loaded = true;
      this.shake();
    });
    addEventListener("message", this.onMessage);
  }

  /// Whether the user's keys go to this frame.
  get focused(): boolean {
    return document.activeElement === this.element;
  }

  /// Starts the document, or starts it anew; a port follows.
  reload(): void {
    this.ready = this.loaded = false;
    this.element.src = this.url;
  }

  close(): void {
    removeEventListener("message", this.onMessage);
    this.element.remove();
  }

  private hear(event: MessageEvent): void {
    if (event.source === null || event.source !== this.element.contentWindow) return;
    if ((event.data as { type?: unknown } | null)?.type !== "ready") return;
    this.ready = true;
    this.shake();
  }

  /// Both the word and the load event are needed: the word alone could come from a widget
  /// that wants a second port, the load event alone from a server's error page.
  private shake(): void {
    if (!this.ready || !this.loaded) return;
    this.ready = this.loaded = false;
    const { port1, port2 } = new MessageChannel();
    this.element.contentWindow?.postMessage({ type: "port" }, "*", [port2]);
    this.onPort(port1);
  }
}
