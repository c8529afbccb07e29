/// Recording a sound with the microphone.

import { h, setText } from "../../page/dom.ts";
import { Press } from "./button.ts";
import { message, open, release, type Taker } from "./device.ts";

export class Recorder {
  readonly panel: HTMLElement;
  private readonly press = new Press(false);
  private readonly clock = h("span", { class: "gk-control-shown", role: "timer", "aria-label": "Recorded so far" });
  private readonly cancel = h("button", { type: "button", class: "gk-control-reveal", "aria-label": "Discard the recording" }, "Discard");
  private recording: Recording | null = null;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private label = "";
  private usable = true;
  private closed = false;

  constructor(private readonly taker: Taker) {
    this.panel = h("div", { class: "gk-control-row", hidden: true }, this.clock, this.cancel);
    this.press.element.addEventListener("click", () => this.press.usable && void (this.recording ? this.finish() : this.start()));
    this.cancel.addEventListener("click", () => {
      this.close();
      this.closed = false;
      this.press.element.focus();
    });
  }

  get button(): HTMLElement {
    return this.press.element;
  }

  update(label: string, disabled: boolean, loading: boolean): void {
    this.label = label;
    this.usable = !disabled && !loading;
    this.press.update(this.recording ? "Stop" : "Record", disabled, loading);
    this.press.element.setAttribute("aria-label", `${this.recording ? "Stop recording" : "Record"} ${label}`);
    this.press.element.setAttribute("aria-pressed", String(this.recording !== null));
    this.panel.hidden = this.recording === null;
  }

  /// Ends a recording, if one runs, and hands it over.
  finish(): void {
    const { recording } = this;
    if (!recording) return;
    this.change(null);
    this.taker.took(recording.stop());
  }

  close(): void {
    this.closed = true;
    void this.recording?.stop();
    this.change(null);
  }

  private async start(): Promise<void> {
    this.taker.say("");
    try {
      const recording = new Recording(await open("microphone"));
      if (this.closed) return void recording.stop();
      this.change(recording);
    } catch (error) {
      this.taker.say(message(error));
    }
  }

  private change(recording: Recording | null): void {
    clearInterval(this.ticking);
    this.recording = recording;
    this.update(this.label, !this.usable, false);
    if (!recording) return;
    const begun = performance.now();
    const show = () => setText(this.clock, time((performance.now() - begun) / 1000));
    this.ticking = setInterval(show, 1000);
    show();
  }
}

function time(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/// A recording that runs.
class Recording {
  private readonly parts: Blob[] = [];
  private readonly recorder: MediaRecorder;

  constructor(private readonly stream: MediaStream) {
    this.recorder = new MediaRecorder(stream);
    this.recorder.addEventListener("dataavailable", ({ data }) => this.parts.push(data));
    this.recorder.start();
  }

  /// Ends the recording and gives back what was recorded.
  stop(): Promise<File> {
    return new Promise((resolve) => {
      this.recorder.addEventListener("stop", () => resolve(new File(this.parts, "recording", { type: this.recorder.mimeType })));
      this.recorder.stop();
      release(this.stream);
    });
  }
}
