/// The files that a field has: their names and sizes, a small picture, a player.

import { h } from "../../page/dom.ts";
import { uniqueID, type Answer, type Props } from "./props.ts";
import { playable } from "./sound.ts";

/// A file that the server has.
export interface Kept {
  name: string;
  size: number;
  width?: number;
  height?: number;
  channels?: number;
  rate?: number;
  preview?: BlobPart;
}

export class Exhibit {
  readonly element = h("ul", { class: "gk-control-files", id: uniqueID() });
  private shown: readonly Kept[] = [];
  private urls: string[] = [];
  private fetching = new AbortController();

  /// `content` gives a part of the file that is there.
  constructor(
    private readonly props: Props,
    private readonly content: (at: number) => Promise<Answer | null>,
  ) {}

  show(kept: readonly Kept[]): void {
    if (kept === this.shown || (kept.length === this.shown.length && kept.every((file, i) => file === this.shown[i]))) return;
    this.close();
    this.shown = kept;
    this.element.replaceChildren(...kept.map((file) => this.row(file)));
    this.element.hidden = kept.length === 0;
  }

  close(): void {
    this.fetching.abort();
    this.fetching = new AbortController();
    for (const url of this.urls.splice(0)) URL.revokeObjectURL(url);
  }

  private row(file: Kept): HTMLElement {
    const row = h("li", {}, h("span", {}, describe(file)));
    if (file.preview) {
      const src = this.url(new Blob([file.preview]));
      row.prepend(h("img", { src, class: "gk-control-preview", alt: `Preview of ${file.name}` }));
    }
    if (this.props.kind === "audio") {
      const listen = h("button", { type: "button", class: "gk-control-reveal", "aria-label": `Play ${file.name}` }, "Play");
      listen.addEventListener("click", () => void this.play(file, row, listen));
      row.append(listen);
    }
    return row;
  }

  private url(blob: Blob): string {
    const url = URL.createObjectURL(blob);
    this.urls.push(url);
    return url;
  }

  /// Puts a player in the button's place, with what is fetched now.
  private async play(file: Kept, row: HTMLElement, button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    const { signal } = this.fetching;
    try {
      const data = await this.fetch(file, signal);
      if (signal.aborted) return;
      const player = h("audio", { src: this.url(playable(data, this.props, file)), class: "gk-control-player", controls: true, "aria-label": file.name });
      button.replaceWith(player);
      player.focus();
      await player.play();
    } catch (error) {
      if (signal.aborted || (error as Error).name === "NotAllowedError") return; // then its own button does it
      button.disabled = false;
      row.append(h("span", { class: "gk-control-error", role: "alert" }, (error as Error).message));
    }
  }

  private async fetch(file: Kept, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const all = new Uint8Array(file.size);
    for (let at = 0; at < file.size && !signal.aborted; ) {
      const answer = await this.content(at);
      const part = new Uint8Array((answer?.data ?? new ArrayBuffer(0)) as ArrayBuffer);
      if (answer?.error || part.length === 0 || at + part.length > file.size) {
        throw new Error(answer?.error ?? `${file.name} cannot be read.`);
      }
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

function describe({ name, size, width, height }: Kept): string {
  return width && height ? `${name}, ${width} × ${height}, ${bytes(size)}` : `${name}, ${bytes(size)}`;
}

function bytes(size: number): string {
  const units = ["bytes", "kB", "MB", "GB"];
  const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(size, 1)) / 3)));
  return `${(size / 1000 ** unit).toLocaleString("en", { maximumFractionDigits: unit ? 1 : 0 })} ${units[unit]}`;
}
