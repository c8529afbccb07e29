/// Whether what a widget stands on is dark: a page may be light where the system is dark.

/// By the colour that the element's text has now: light ink is on dark paper.
export function onDark(element: Element): boolean {
  return luminance(getComputedStyle(element).color) > 0.5;
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return (0.299 * r + 0.587 * g + 0.114 * b) / (color.startsWith("color(") ? 1 : 255);
}
