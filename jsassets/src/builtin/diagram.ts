/// Mermaid diagrams, as pictures.

import { h } from "../page/dom.ts";
import { members, text } from "../page/reading.ts";
import { scrolling } from "../page/scrolling.ts";
import { drawing } from "./diagram/drawing.ts";
import type { FormContext } from "./forms.ts";
import { onDark } from "./shade.ts";
import style from "./diagram.css?text";

export { style };

export function form(ctx: FormContext, data: Record<string, unknown>): () => void {
  const source = text(data["text/vnd.mermaid"]);
  const figure = members(data["application/vnd.gokino.figure"]);
  const caption = text(figure["caption"]);
  const picture = h("img", { class: "gk-diagram-picture", alt: caption || "Diagram", hidden: true });
  const written = scrolling(h("pre", { class: "gk-diagram-source" }, source), "Source");
  const notice = h("p", { class: "gk-diagram-notice", role: "status" });
  const tools = h("div", { class: "gk-diagram-tools" }, h("details", {}, h("summary", {}, "Source"), scrolling(h("pre", {}, source), "Source")));
  tools.hidden = true;
  const box = h("figure", { class: "gk-diagram" }, written, picture, notice, caption && h("figcaption", {}, caption), tools);
  ctx.root.append(box);
  let url = "";
  let closed = false;
  const draw = async () => {
    try {
      const svg = await drawing(source, onDark(box));
      if (closed) return;
      URL.revokeObjectURL(url);
      url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
      picture.src = url;
      if (!caption) picture.alt = titleOf(svg) || "Diagram";
      written.hidden = true;
      picture.hidden = tools.hidden = false;
      notice.textContent = "";
    } catch (error) {
      if (!closed) notice.textContent = `Not drawn: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  const name = text(figure["download"]);
  if (name) {
    const save = h("button", { type: "button" }, "Save as SVG");
    save.addEventListener("click", () => h("a", { href: url, download: name }).click());
    tools.prepend(save);
  }
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", draw);
  // Drawn when it comes near: it may be behind a tab, or far below.
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      void draw();
    },
    { rootMargin: "1000px" },
  );
  observer.observe(box);
  return () => {
    closed = true;
    observer.disconnect();
    dark.removeEventListener("change", draw);
    URL.revokeObjectURL(url);
  };
}

/// What a diagram calls itself by accTitle. A parser of documents would have its styles looked
/// at by the page's policy.
function titleOf(svg: string): string {
  const [, words = ""] = /<title[^>]*>([^<]*)<\/title>/.exec(svg) ?? [];
  const names: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return words.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => names[name]!).trim();
}
