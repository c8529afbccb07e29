/// Building elements.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

/// h makes an element. `onclick` and the like become listeners, `class` and other names
/// attributes; true sets an empty attribute; false, null and undefined leave it out.
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/// setText changes an element's text only if it differs, so that screen readers and
/// selections are left alone.
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
