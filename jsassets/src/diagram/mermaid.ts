/// Draws diagrams inside a sandboxed frame that nobody sees: Mermaid reads what anyone may
/// have written, and whatever it makes of that must not reach the page. What leaves is the
/// text of an SVG, which the page shows as a picture.

import mermaid from "mermaid";
import type { Context } from "../frame/context.ts";

/// What the page asks for, and what it is told.
export interface Draw {
  id: number;
  source: string;
  dark: boolean;
}
export interface Drawn {
  id: number;
  svg: string;
  error: string;
}

export function init(ctx: Context): void {
  let last: Promise<unknown> = Promise.resolve();
  ctx.handleEvent("draw", (payload) => {
    const task = payload as Draw;
    last = last.then(async () => void ctx.pushEvent("drawn", await draw(task))); // one after the other
  });
}

async function draw({ id, source, dark }: Draw): Promise<Drawn> {
  const place = document.createElement("div");
  document.body.append(place);
  try {
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      layout: "dagre", // ELK is not among what was built in
      theme: dark ? "dark" : "default",
      fontFamily: "system-ui, sans-serif",
      suppressErrorRendering: true,
    });
    const { svg } = await mermaid.render(`diagram${id}`, source, place);
    place.innerHTML = svg;
    return { id, svg: standalone(place.querySelector("svg")!), error: "" };
  } catch (error) {
    return { id, svg: "", error: error instanceof Error ? error.message : String(error) };
  } finally {
    place.remove();
  }
}

/// The text of an SVG that stands alone: with a size of its own, in well-formed XML.
function standalone(svg: SVGSVGElement): string {
  const { width, height } = svg.viewBox.baseVal;
  if (width > 0 && height > 0) {
    svg.setAttribute("width", String(Math.ceil(width)));
    svg.setAttribute("height", String(Math.ceil(height)));
    svg.style.maxWidth = "";
  }
  return new XMLSerializer().serializeToString(svg);
}
