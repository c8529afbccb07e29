/// Static HTML values.

/// showHTML puts HTML into `root`. Scripts in it run, in their order, as they would in a
/// document that is read from the network.
export function showHTML(root: HTMLElement, html: string): void {
  const base = document.createElement("base");
  base.target = "_blank";
  document.head.append(base);
  root.innerHTML = html;
  void runScripts([...root.querySelectorAll("script")]);
}

async function runScripts(scripts: HTMLScriptElement[]): Promise<void> {
  for (const inert of scripts) {
    const script = document.createElement("script");
    for (const { name, value } of inert.attributes) script.setAttribute(name, value);
    script.async = false;
    script.textContent = inert.textContent;
    const loaded = script.src && new Promise((resolve) => (script.onload = script.onerror = resolve));
    inert.replaceWith(script);
    await loaded;
  }
}
