/// Taking a picture with the camera: what it sees, until it is taken or given up.

import { h } from "../../page/dom.ts";
import { Press } from "./button.ts";
import { message, open, release, type Taker } from "./device.ts";

export class Camera {
  readonly panel: HTMLElement;
  private readonly press = new Press(false);
  private readonly film = h("video", { class: "gk-control-film", playsinline: true, muted: true, "aria-label": "What the camera sees" });
  private readonly shutter = h("button", { type: "button", class: "gk-control-button" }, "Take it");
  private readonly cancel = h("button", { type: "button", class: "gk-control-reveal" }, "Cancel");
  private stream: MediaStream | null = null;
  private asked = 0;

  constructor(private readonly taker: Taker) {
    this.film.muted = true;
    this.panel = h("div", { class: "gk-control-camera", role: "group", "aria-label": "Camera", hidden: true });
    this.panel.append(this.film, h("div", { class: "gk-control-row" }, this.shutter, this.cancel));
    this.press.element.addEventListener("click", () => this.press.usable && void this.start());
    this.shutter.addEventListener("click", () => this.take());
    this.cancel.addEventListener("click", () => this.leave());
    this.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.leave();
    });
  }

  get button(): HTMLElement {
    return this.press.element;
  }

  update(label: string, disabled: boolean, loading: boolean): void {
    this.press.update("Take a picture", disabled, loading);
    this.press.element.setAttribute("aria-label", `Take a picture for ${label}`);
    this.press.element.setAttribute("aria-expanded", String(!this.panel.hidden));
    if (disabled || loading) this.close();
  }

  close(): void {
    this.asked++;
    this.panel.hidden = true;
    this.press.element.setAttribute("aria-expanded", "false");
    if (this.stream) release(this.stream);
    this.stream = this.film.srcObject = null;
  }

  private async start(): Promise<void> {
    if (this.stream) return this.leave();
    const asked = ++this.asked;
    this.taker.say("");
    try {
      const stream = await open("camera");
      if (asked !== this.asked) return release(stream);
      this.stream = this.film.srcObject = stream;
      this.shutter.disabled = true;
      this.panel.hidden = false;
      this.press.element.setAttribute("aria-expanded", "true");
      await this.film.play();
      this.shutter.disabled = false;
      this.shutter.focus();
    } catch (error) {
      if (asked !== this.asked) return;
      this.close();
      this.taker.say(message(error));
    }
  }

  private take(): void {
    const { videoWidth, videoHeight } = this.film;
    const canvas = new OffscreenCanvas(videoWidth, videoHeight);
    canvas.getContext("2d")!.drawImage(this.film, 0, 0);
    this.leave();
    const picture = canvas.convertToBlob({ type: "image/png" });
    this.taker.took(picture.then((blob) => new File([blob], "picture.png", { type: blob.type })));
  }

  /// Closes the camera; the keyboard goes back to where it was opened.
  private leave(): void {
    this.close();
    this.press.element.focus();
  }
}
