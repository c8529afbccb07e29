/// The page's side of the frame that diagrams are drawn in: one for all of them.

import { Iframe } from "../../page/iframe.ts";
import { members, text } from "../../page/reading.ts";

/// How long a diagram may take. One that takes longer takes the frame with it.
const patience = 30_000;

interface Asked {
  resolve(svg: string): void;
  reject(error: Error): void;
}

class Studio {
  private port: MessagePort | null = null;
  private readonly queue: unknown[] = [];
  private readonly asked = new Map<number, Asked>();
  private readonly iframe: Iframe;
  private count = 0;

  constructor(private readonly origin: string) {
    this.iframe = new Iframe(`${origin}/frame`, "Drawing of diagrams", (port) => this.attach(port));
    const { element } = this.iframe;
    // It needs a size, or there is nothing to measure text in; it must not be seen or found.
    element.style.cssText = "position: fixed; left: -10000px; top: 0; width: 1200px; height: 800px; visibility: hidden";
    element.tabIndex = -1;
    element.ariaHidden = "true";
    element.inert = true;
    document.body.append(element);
    this.iframe.reload();
  }

  draw(source: string, dark: boolean): Promise<string> {
    const id = ++this.count;
    this.post({ type: "event", event: "draw", payload: { id, source, dark } });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(new Error("it takes too long")), patience);
      const settle = () => {
        clearTimeout(timer);
        this.asked.delete(id);
      };
      this.asked.set(id, {
        resolve: (svg) => (settle(), resolve(svg)),
        reject: (error) => (settle(), reject(error)),
      });
    });
  }

  private attach(port: MessagePort): void {
    this.port = port;
    port.onmessage = (event: MessageEvent) => this.hear(members(event.data));
    port.postMessage({ type: "load", base: `${this.origin}/frame/`, entry: "mermaid.js" });
    port.postMessage({ type: "init", payload: null, origin: "" });
    for (const message of this.queue.splice(0)) port.postMessage(message);
  }

  private post(message: unknown): void {
    if (this.port) this.port.postMessage(message);
    else this.queue.push(message);
  }

  private hear(message: Record<string, unknown>): void {
    if (message["type"] === "error") return this.fail(new Error(text(message["message"])));
    if (message["type"] !== "event" || message["event"] !== "drawn") return;
    const drawn = members(message["payload"]);
    const asked = this.asked.get(Number(drawn["id"]));
    if (text(drawn["error"])) asked?.reject(new Error(text(drawn["error"])));
    else asked?.resolve(text(drawn["svg"]));
  }

  /// Gives up; the next diagram gets another frame.
  private fail(error: Error): void {
    if (studio === this) studio = null;
    this.iframe.close();
    for (const asked of [...this.asked.values()]) asked.reject(error);
  }
}

let studio: Studio | null = null;

/// Draws a diagram; the text of an SVG.
export function drawing(source: string, dark: boolean): Promise<string> {
  studio ??= new Studio(new URL("..", import.meta.url).href.replace(/\/$/, ""));
  return studio.draw(source, dark);
}
