/// How charts look on a page: its colours, and quiet axes.

import { onDark } from "../shade.ts";

const palette = {
  light: ["#1f63ad", "#c8641a", "#2a7a4b", "#8b3a8f", "#b3261e", "#8a6100", "#14707c", "#5c636d"],
  dark: ["#7fb4ee", "#f0a268", "#79c896", "#d59bd8", "#ff8f86", "#e0b95a", "#6fc7d2", "#a3abb6"],
};

/// The configuration of a chart in an element, by the colours that the element has now.
export function theme(element: Element): Record<string, unknown> {
  const style = getComputedStyle(element);
  const ink = style.color;
  const dark = onDark(element);
  const muted = dark ? "#a3abb6" : "#5c636d";
  const line = dark ? "#3b424b" : "#dcd8cf";
  const colors = dark ? palette.dark : palette.light;
  const text = { labelColor: muted, titleColor: ink, labelFont: style.fontFamily, titleFont: style.fontFamily, titleFontWeight: 500 };
  return {
    background: "transparent",
    aria: false, // the element says what the chart is
    axis: { ...text, domainColor: line, gridColor: line, gridOpacity: 0.6, tickColor: line },
    legend: text,
    header: text,
    title: { color: ink, font: style.fontFamily, fontSize: 14, fontWeight: 600, anchor: "start" },
    text: { color: ink },
    view: { stroke: null },
    range: { category: colors },
    ...Object.fromEntries(["mark", "bar", "point", "area", "rect"].map((mark) => [mark, { color: colors[0] }])),
    line: { color: colors[0], strokeWidth: 1.7 },
  };
}
