/// The document in a widget's sandboxed iframe: waits for the page's port, imports the
/// widget's module and plays the page's part towards it.

import { Guest, type WidgetModule } from "./guest.ts";
import { Height } from "./height.ts";
import { showHTML } from "./html.ts";
import { isMessage, type FromFrame, type ToFrame } from "./messages.ts";

const root = document.getElementById("root")!;

/// An opaque origin has no cookies, and reading them throws; libraries expect a string.
Object.defineProperty(document, "cookie", { get: () => "", set: () => undefined });

addEventListener("message", function accept(event: MessageEvent) {
  const port = event.ports[0];
  if (event.source !== parent || !isMessage(event.data) || event.data.type !== "port" || !port) return;
  removeEventListener("message", accept);
  settle(port);
});
parent.postMessage({ type: "ready" }, "*");

/// Makes the document a guest of the page at the other end of the port.
function settle(port: MessagePort): void {
  // Bound before any widget code runs, which could replace the prototype's.
  const post: (message: FromFrame) => void = port.postMessage.bind(port);
  const guest = new Guest({
    root,
    notices: document.body,
    state: document.documentElement,
    post,
    load,
    html: (html) => showHTML(root, html),
    importCSS: (url) => append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: url }), url),
    importJS: (url) => append(Object.assign(document.createElement("script"), { src: url }), url),
  });
  const append = (element: HTMLElement, url: string) =>
    new Promise<void>((resolve) => {
      element.addEventListener("load", () => resolve(), { once: true });
      element.addEventListener("error", () => {
        const message = `${url} could not be loaded`;
        if (element instanceof HTMLLinkElement && isForeign(url)) console.warn(message); // as without a network
        else guest.report(message);
        resolve();
      }, { once: true });
      document.head.append(element);
    });
  port.onmessage = (event: MessageEvent<ToFrame>) => guest.receive(event.data);
  addEventListener("pagehide", () => guest.destroy());
  followHeight(post);
  forwardKeys(post);
}

/// Whether a URL leads to another site than the widget's files: fonts, mostly, that a widget
/// does without.
function isForeign(url: string): boolean {
  return new URL(url, document.baseURI).origin !== new URL(document.baseURI).origin;
}

function load(base: string, entry: string): Promise<WidgetModule> {
  const element = document.createElement("base");
  element.href = base;
  element.target = "_blank"; // a link must not replace the widget
  document.head.append(element);
  return import(new URL(entry, base).href) as Promise<WidgetModule>;
}

function followHeight(post: (message: FromFrame) => void): void {
  const follow = new Height();
  let width = innerWidth;
  let resized = false;
  const measure = () => {
    const height = follow.next(document.body.scrollHeight, resized);
    if (follow.chased) document.body.style.overflowY = "auto";
    if (height !== null) post({ type: "resize", height });
  };
  addEventListener("resize", () => {
    resized = innerWidth === width;
    width = innerWidth;
    // Observers of sizes are called before this, in the same frame.
    setTimeout(() => (resized = false));
  });
  new ResizeObserver(measure).observe(document.body);
  measure();
}

/// Only keys that the user really pressed, and only those the page has a use for.
function forwardKeys(post: (message: FromFrame) => void): void {
  addEventListener("keydown", (event) => {
    if (!event.isTrusted || event.defaultPrevented || event.repeat || !isShortcut(event)) return;
    const save = event.key.toLowerCase() === "s";
    if (save) event.preventDefault();
    const { key, ctrlKey: ctrl, shiftKey: shift, altKey: alt, metaKey: meta } = event;
    post({ type: "key", key, ctrl, shift, alt, meta });
  });
}

function isShortcut(event: KeyboardEvent): boolean {
  const command = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case "Enter":
      return command || (event.shiftKey && !isEditable(event.target));
    case "Escape":
      return !isEditable(event.target);
    case "s":
    case "S":
      return command;
    default:
      return false;
  }
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select, [role=textbox]"))
  );
}
