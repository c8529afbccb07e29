/// A value: the richest of its forms that the page can show.

import { h } from "./dom.ts";
import { FormView, formOf } from "./formview.ts";
import type { Settling } from "./nest.ts";
import { count, members, text } from "./reading.ts";
import { scrolling } from "./scrolling.ts";
import { FrameView, type FrameOptions } from "./view.ts";

export const viewType = "application/vnd.gokino.view";
const figureType = "application/vnd.gokino.figure";
const imageTypes = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"];

/// Values in values; a frame could show one that shows the frame.
const deepest = 24;

/// Which of gokino's own widgets cost so little that they are made wherever they are: what is
/// there can be found, printed and read aloud. Deeper ones wait until they are near, so that
/// frames that show each other twice do not grow for ever.
const light: ReadonlySet<string> = new Set(["control", "download", "frame", "progress"]);
const lightTo = 4;

/// A shown value. `close` ends what it holds: frames, object URLs.
export interface ValueView {
  element: HTMLElement;
  /// The live widgets in it, if there can be any.
  frame: Settling | null;
  close(): void;
}

export function valueView(data: Record<string, unknown>, options: FrameOptions, depth = 0): ValueView {
  const outer = depth === 0 ? { class: "output output-value gk-value", "data-output": "value" } : { class: "gk-value" };
  const element = h("div", outer);
  const nested = (inner: Record<string, unknown>) => valueView(inner, options, depth + 1);
  const plain = text(data["text/plain"]);
  if (depth > deepest) return textual(element, "Values in values, too deep to be shown");
  if (data[viewType]) {
    const place = members(data[viewType]);
    element.dataset["ref"] = text(place["ref"]);
    const [ref, hash, entry, builtin] = ["ref", "hash", "entry", "builtin"].map((name) => text(place[name]));
    const named = { ref: ref!, hash: hash!, entry: entry!, builtin: builtin! };
    return framed(element, new FrameView(named, options, nested, light.has(named.builtin) && depth <= lightTo));
  }
  const type = imageTypes.find((name) => data[name] instanceof Uint8Array || typeof data[name] === "string");
  if (type) return image(element, new Blob([data[type] as BlobPart], { type }), members(data[figureType]), plain);
  const module = formOf(data);
  if (module) {
    const form = new FormView(module, data, options.origin, nested);
    element.append(form.element);
    return { element, frame: form, close: () => form.close() };
  }
  if (typeof data["text/html"] === "string") return framed(element, new FrameView({ html: data["text/html"] }, options, nested));
  return textual(element, plain);
}

function textual(element: HTMLElement, plain: string): ValueView {
  element.append(scrolling(h("pre", { class: "value-text" }, plain), "Value"));
  return { element, frame: null, close: () => undefined };
}

function framed(element: HTMLElement, frame: FrameView): ValueView {
  element.append(frame.element);
  return { element, frame, close: () => frame.close() };
}

/// A picture, with what its figure says of it. An SVG in an <img> runs no scripts.
function image(element: HTMLElement, blob: Blob, figure: Record<string, unknown>, plain: string): ValueView {
  const url = URL.createObjectURL(blob);
  const caption = text(figure["caption"]);
  const width = count(figure["width"]) || null;
  const picture = h("img", { src: url, alt: text(figure["alt"]) || caption || plain || "Image", class: "value-image", width });
  picture.addEventListener("error", () => {
    picture.replaceWith(h("p", { class: "value-missing", role: "status" }, `This picture cannot be shown: ${plain || blob.type}`));
  });
  element.append(caption ? h("figure", { class: "value-figure" }, picture, h("figcaption", {}, caption)) : picture);
  return { element, frame: null, close: () => URL.revokeObjectURL(url) };
}
