/// A value: the richest of its forms that the page can show.

import { h } from "./dom.ts";
import { FrameView, type FrameOptions } from "./view.ts";
import { members, text } from "./reading.ts";

export const viewType = "application/vnd.gokino.view";
const imageTypes = ["image/svg+xml", "image/png", "image/jpeg"];

/// A shown value. `close` ends what it holds: frames, object URLs.
export interface ValueView {
  element: HTMLElement;
  frame: FrameView | null;
  close(): void;
}

export function valueView(data: Record<string, unknown>, options: FrameOptions): ValueView {
  const element = h("div", { class: "output output-value", "data-output": "value" });
  if (data[viewType]) {
    const place = members(data[viewType]);
    element.dataset["ref"] = text(place["ref"]);
    const [ref, hash, entry, builtin] = ["ref", "hash", "entry", "builtin"].map((name) => text(place[name]));
    return framed(element, { ref: ref!, hash: hash!, entry: entry!, builtin: builtin! }, options);
  }
  const plain = text(data["text/plain"]);
  const type = imageTypes.find((name) => data[name] instanceof Uint8Array || typeof data[name] === "string");
  if (type) return image(element, data[type] as Uint8Array | string, type, plain);
  if (typeof data["text/html"] === "string") return framed(element, { html: data["text/html"] }, options);
  element.append(h("pre", { class: "value-text" }, plain));
  return { element, frame: null, close: () => undefined };
}

function framed(element: HTMLElement, content: ConstructorParameters<typeof FrameView>[0], options: FrameOptions): ValueView {
  const frame = new FrameView(content, options, (data) => valueView(data, options));
  element.append(frame.element);
  return { element, frame, close: () => frame.close() };
}

function image(element: HTMLElement, bytes: Uint8Array | string, type: string, description: string): ValueView {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type }));
  element.append(h("img", { src: url, alt: description || "Image", class: "value-image" }));
  return { element, frame: null, close: () => URL.revokeObjectURL(url) };
}
