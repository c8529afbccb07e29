/// Bringing a picture to the size and format that an input asks for.

import type { Converted } from "./filefield.ts";
import type { Props } from "./props.ts";

export async function picture(file: File, props: Props): Promise<Converted> {
  const source = await createImageBitmap(file).catch(() => {
    throw new Error(`${file.name} is not a picture that this browser can read.`);
  });
  const { width, height, place } = layout(source, props);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  if (props.format || props.fit === "pad") {
    context.fillStyle = "black"; // the other formats know no transparency
    context.fillRect(0, 0, width, height);
  }
  context.drawImage(source, ...place);
  source.close();
  const said = { width, height, preview: await preview(canvas) };
  return { file: await encode(canvas, context, file.name, props.format ?? ""), said };
}

/// The longer side of a preview, in pixels, and the bytes it may have.
const longest = 320;
const largest = 64 * 1024;

/// A small picture for all pages to show; null if it is not small.
async function preview(source: OffscreenCanvas): Promise<Uint8Array | null> {
  const scale = Math.min(1, longest / Math.max(source.width, source.height));
  const size = (side: number) => Math.max(1, Math.round(side * scale));
  const canvas = new OffscreenCanvas(size(source.width), size(source.height));
  canvas.getContext("2d")!.drawImage(source, 0, 0, canvas.width, canvas.height);
  let blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.8 });
  if (blob.type !== "image/webp") blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
  return blob.size <= largest ? new Uint8Array(await blob.arrayBuffer()) : null;
}

/// The size of the result, and where in it the source goes.
export function layout(
  source: { width: number; height: number },
  { width: wide, height: high, fit }: Pick<Props, "width" | "height" | "fit">,
): { width: number; height: number; place: [number, number, number, number] } {
  if (!wide || !high) return { width: source.width, height: source.height, place: [0, 0, source.width, source.height] };
  if (fit === "match") return { width: wide, height: high, place: [0, 0, wide, high] };
  const across = wide / source.width;
  const down = high / source.height;
  const scale = fit === "crop" ? Math.max(across, down) : Math.min(across, down);
  const w = Math.max(1, Math.round(source.width * scale));
  const h = Math.max(1, Math.round(source.height * scale));
  if (fit === "pad" || fit === "crop") return { width: wide, height: high, place: [(wide - w) / 2, (high - h) / 2, w, h] };
  return { width: w, height: h, place: [0, 0, w, h] };
}

async function encode(canvas: OffscreenCanvas, context: OffscreenCanvasRenderingContext2D, name: string, format: string): Promise<File> {
  if (format !== "rgb") {
    const type = format === "jpeg" ? "image/jpeg" : "image/png";
    return new File([await canvas.convertToBlob({ type, quality: 0.92 })], `${stem(name)}.${format || "png"}`, { type });
  }
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const pixels = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    pixels[to++] = data[from]!;
    pixels[to++] = data[from + 1]!;
    pixels[to++] = data[from + 2]!;
  }
  return new File([pixels], `${stem(name)}.rgb`, { type: "application/octet-stream" });
}

export function stem(name: string): string {
  return name.replace(/\.[^.]*$/, "") || "file";
}
