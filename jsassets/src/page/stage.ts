/// What stands around a widget: its title, its flash messages and its address. A page that
/// is the widget's alone lends it its own title and address (Host); elsewhere the title is a
/// caption above the widget, and the address is known to the widget only.

import { h } from "./dom.ts";

/// A page whose title and address widgets may set.
export interface Host {
  readonly url: string;
  /// "" gives the page its own title again.
  title(text: string): void;
  /// Another path and query, without leaving the page.
  patch(to: string, replace: boolean): void;
  leave(to: string, replace: boolean, flash: Flash): void;
  /// Calls back when the user goes back or forth to an address that a patch made, until the
  /// result is called.
  watch(moved: (url: string) => void): () => void;
  /// What a page before this one left to be shown here; empty the second time.
  arrived(): Flash;
}

/// Where a widget may send a page; its Go half has checked that too.
const safe = /^(https?:|mailto:|\/(?![/\\]))/i;

/// Messages by kind.
export type Flash = Record<string, string>;

interface Widget {
  push(event: string, payload: unknown): void;
  /// Begins anew, at the address of now.
  reconnect(): void;
}

export class Stage {
  readonly element = h("div", { class: "gk-stage" });
  private readonly caption = h("div", { class: "gk-title" });
  private readonly messages = h("div", { class: "gk-flashes" });
  private readonly unwatch: (() => void) | undefined;
  private address = "";
  private carried: Flash;

  constructor(
    private readonly host: Host | undefined,
    private readonly widget: Widget,
  ) {
    this.caption.hidden = true;
    this.element.append(this.caption, this.messages);
    this.unwatch = host?.watch((url) => widget.push("lv:patch", { url }));
    this.carried = host?.arrived() ?? {};
    this.show({});
  }

  close(): void {
    this.unwatch?.();
    this.element.remove();
  }

  /// Where the widget is shown: "" where it has no address yet.
  get url(): string {
    return this.host?.url ?? this.address;
  }

  act(action: string, payload: unknown): void {
    switch (action) {
      case "title":
        return this.title(String(payload));
      case "flash":
        return this.show(texts(payload));
      case "patch": {
        const { to, replace } = payload as { to: string; replace: boolean };
        if (this.host) this.host.patch(to, replace);
        else this.address = to;
        return;
      }
      case "redirect": {
        const { to, replace, flash } = payload as { to: string; replace: boolean; flash: unknown };
        if (safe.test(to)) this.leave(to, replace, texts(flash));
        return;
      }
    }
  }

  private title(text: string): void {
    if (this.host) return this.host.title(text);
    this.caption.textContent = text;
    this.caption.hidden = text === "";
  }

  private leave(to: string, replace: boolean, flash: Flash): void {
    if (this.host) return this.host.leave(to, replace, flash);
    if (/^[a-z]+:/i.test(to)) return this.offer(to);
    this.address = to;
    this.carried = flash;
    this.title("");
    this.show({});
    this.widget.reconnect();
  }

  /// A page that is not the widget's does not go elsewhere by itself.
  private offer(to: string): void {
    const link = h("a", { href: to, target: "_blank", rel: "noopener noreferrer" }, to);
    this.messages.append(h("div", { class: "gk-flash", role: "status" }, h("span", {}, "This widget leads to ", link)));
  }

  /// Shows the widget's messages, and those that came along from another address.
  private show(flash: Flash): void {
    const all = { ...this.carried, ...flash };
    this.messages.replaceChildren(
      ...Object.entries(all).map(([kind, text]) => {
        const dismiss = h("button", { type: "button", "aria-label": "Dismiss" }, "×");
        dismiss.addEventListener("click", () => this.dismiss(kind, flash));
        return h(
          "div",
          { class: "gk-flash", "data-kind": kind, role: kind === "error" ? "alert" : "status" },
          h("span", {}, text),
          dismiss,
        );
      }),
    );
  }

  private dismiss(kind: string, flash: Flash): void {
    if (kind in this.carried) {
      delete this.carried[kind];
      if (!(kind in flash)) return this.show(flash);
    }
    this.widget.push("lv:clear-flash", { key: kind });
  }
}

function texts(payload: unknown): Flash {
  if (typeof payload !== "object" || payload === null) return {};
  return Object.fromEntries(Object.entries(payload).map(([kind, text]) => [kind, String(text)]));
}
