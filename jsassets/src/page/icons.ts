/// The icons, as strokes on a 16 by 16 grid in the text's colour.

const shapes = {
  run: '<path d="M5 3.2v9.6L12.6 8z" fill="currentColor" stroke-linejoin="round"/>',
  runAll: '<path d="M3 3.6v8.8L8.4 8zM8.6 3.6v8.8L14 8z" fill="currentColor" stroke-linejoin="round"/>',
  runStale: '<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.2v2.6h-2.6"/><path d="M7 6v4l3-2z" fill="currentColor" stroke-width=".6"/>',
  stop: '<rect x="4" y="4" width="8" height="8" rx="1.2" fill="currentColor"/>',
  restart: '<path d="M3 8a5 5 0 1 1 1.6 3.7M3 13.8v-2.6h2.6"/>',
  up: '<path d="M8 13V3.4M4 7l4-4 4 4"/>',
  down: '<path d="M8 3v9.6M4 9l4 4 4-4"/>',
  save: '<path d="M8 2.6v7.2M4.8 7l3.2 3.2L11.2 7M3 13.2h10"/>',
  remove: '<path d="M3 4.5h10M6.3 4.3V3h3.4v1.3M4.3 4.7l.6 8.3h6.2l.6-8.3M6.8 7v3.8M9.2 7v3.8"/>',
  undo: '<path d="M3.2 6.5h6a3.3 3.3 0 0 1 0 6.6H6M6 3.6 3 6.5l3 2.9"/>',
  add: '<path d="M8 3.4v9.2M3.4 8h9.2"/>',
  edit: '<path d="M10.6 3.3l2.1 2.1-7 7-2.7.6.6-2.7z"/>',
  keys: '<rect x="1.8" y="4" width="12.4" height="8" rx="1.4"/><path d="M4.4 6.6h.01M7 6.6h.01M9.6 6.6h.01M11.8 6.6h.01M5.4 9.4h5.2"/>',
  reactive: '<path d="M8.8 1.8 3.6 9h4l-.6 5.2L12.4 7h-4z" stroke-linejoin="round"/>',
  graph: '<circle cx="4" cy="3.6" r="1.8"/><circle cx="12" cy="8" r="1.8"/><circle cx="4" cy="12.4" r="1.8"/><path d="M5.6 4.5l4.8 2.6M5.6 11.5l4.8-2.6"/>',
  close: '<path d="M4 4l8 8M12 4l-8 8"/>',
} as const;

export type IconName = keyof typeof shapes;

/// icon makes an icon that assistive technology passes over: the button around it has a name.
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = shapes[name];
  return svg;
}
