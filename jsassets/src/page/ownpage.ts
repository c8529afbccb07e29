/// A page of a Go server that is the widgets' own: they set its title and its address.

import type { Flash, Host } from "./stage.ts";

const key = "gokino:flash";
const keptFor = 60_000;

export class OwnPage implements Host {
  private readonly title0 = document.title;
  private readonly watchers = new Set<(url: string) => void>();

  constructor() {
    addEventListener("popstate", (event: PopStateEvent) => {
      if (!isOurs(event.state)) return;
      for (const moved of [...this.watchers]) moved(this.url);
    });
  }

  get url(): string {
    return location.pathname + location.search;
  }

  title(text: string): void {
    document.title = text || this.title0;
  }

  patch(to: string, replace: boolean): void {
    if (to === this.url) return; // an entry more would only make Back do nothing
    if (replace) return history.replaceState(ours(), "", to);
    if (!isOurs(history.state)) history.replaceState(ours(history.state), "");
    history.pushState(ours(), "", to);
  }

  leave(to: string, replace: boolean, flash: Flash): void {
    if (Object.keys(flash).length > 0) sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), flash }));
    if (replace) location.replace(to);
    else location.assign(to);
  }

  watch(moved: (url: string) => void): () => void {
    this.watchers.add(moved);
    return () => void this.watchers.delete(moved);
  }

  arrived(): Flash {
    const text = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    try {
      const { at, flash } = JSON.parse(text ?? "null") as { at: number; flash: Flash };
      return Date.now() - at < keptFor ? flash : {};
    } catch {
      return {};
    }
  }
}

/// The entries of the history that a patch has to do with bear a mark.
function ours(state: unknown = null): object {
  return { ...(typeof state === "object" ? state : {}), gokino: true };
}

function isOurs(state: unknown): boolean {
  return typeof state === "object" && state !== null && "gokino" in state;
}
