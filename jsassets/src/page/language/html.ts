/// Documentation as HTML: only what documentation needs comes through.

/// What is read of a parsed tree; a DOM's nodes are such.
export interface Source {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<Source>;
  getAttribute?(name: string): string | null;
}

/// What a tree is built of; a document with elements is such.
export interface Sink<N> {
  element(name: string, attributes: Readonly<Record<string, string>>, children: N[]): N;
  text(text: string): N;
}

const kept = new Set(["p", "pre", "code", "a", "ul", "ol", "li", "h3", "h4", "h5"]);
const dropped = new Set(["script", "style", "template", "iframe", "object", "svg", "math", "noscript"]);
const deepest = 50;

/// sanitised copies nodes with the elements that documentation has. Others leave what they
/// hold behind, scripts and their like nothing at all; of attributes only a link's way remains.
export function sanitised<N>(nodes: Iterable<Source>, sink: Sink<N>, depth = 0): N[] {
  const out: N[] = [];
  for (const node of nodes) {
    if (node.nodeType === 3) out.push(sink.text(node.textContent ?? ""));
    if (node.nodeType !== 1 || depth > deepest) continue;
    const name = node.nodeName.toLowerCase();
    if (dropped.has(name)) continue;
    const children = sanitised(node.childNodes, sink, depth + 1);
    if (kept.has(name)) out.push(sink.element(name, name === "a" ? way(node) : {}, children));
    else out.push(...children);
  }
  return out;
}

/// documentation makes a fragment of HTML from the wire.
export function documentation(html: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const parsed = new DOMParser().parseFromString(html, "text/html");
  fragment.append(...sanitised<Node>(parsed.body.childNodes, elements));
  return fragment;
}

const elements: Sink<Node> = {
  text: (text) => document.createTextNode(text),
  element(name, attributes, children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  },
};

function way(node: Source): Record<string, string> {
  const href = node.getAttribute?.("href")?.trim() ?? "";
  return /^https?:\/\//i.test(href) ? { href, target: "_blank", rel: "noopener noreferrer" } : {};
}
