/// A field of files, a picture or a sound: chosen, dropped, taken with a camera or recorded,
/// and sent at once, with their progress.

import type { UploadOptions, UploadResult } from "../contract.ts";
import { h } from "../../page/dom.ts";
import { Camera } from "./camera.ts";
import { message } from "./device.ts";
import { Exhibit, type Kept } from "./exhibit.ts";
import type { Part } from "./part.ts";
import { picture } from "./picture.ts";
import type { Answer, Props } from "./props.ts";
import { Recorder } from "./recorder.ts";
import { sound } from "./sound.ts";
import { Words } from "./words.ts";

/// A file in the form that is asked for, and what there is to say of it.
export interface Converted {
  file: File;
  said: Record<string, unknown>;
}

/// The Go half of a field.
export interface Depot {
  upload(files: File[], options: UploadOptions): Promise<UploadResult[]>;
  /// Says that files are there, and what there is to say of them.
  sent(said: Record<string, unknown>): Promise<Answer | null>;
  /// Says that there are none any more.
  clear(): Promise<Answer | null>;
  /// Asks for a part of the file that is there.
  content(at: number): Promise<Answer | null>;
  /// Called with each answer to `sent` that has a value, and when the value is cleared.
  changed?(answer: Answer): void;
}

const converters: Record<string, (file: File, props: Props) => Promise<Converted>> = { image: picture, audio: sound };
const accepted: Record<string, string[]> = { image: ["image/*"], audio: ["audio/*", "video/*"] };

export class FileField implements Part {
  readonly element: HTMLElement;
  private readonly chooser: HTMLInputElement;
  private readonly words: Words;
  private readonly exhibit: Exhibit;
  private readonly sending = h("ul", { class: "gk-control-files" });
  private readonly clear = h("button", { type: "button", class: "gk-control-reveal" }, "Clear");
  private readonly device: Camera | Recorder | null;
  private stop: AbortController | null = null;
  private running: Promise<boolean> = Promise.resolve(true);

  constructor(
    readonly props: Props,
    private readonly depot: Depot,
  ) {
    const { kind } = props;
    const accept = (accepted[kind] ?? props.accept)?.filter((type) => type !== "*").join(",");
    const several = kind === "file" && Number(props.max) > 1;
    this.chooser = h("input", { type: "file", class: "gk-control-chooser", accept: accept || null, multiple: several });
    this.chooser.addEventListener("change", () => void this.send([...(this.chooser.files ?? [])]));
    if (props.required) this.chooser.setAttribute("aria-required", "true");
    this.words = new Words(this.chooser);
    this.clear.addEventListener("click", () => void this.empty());
    this.exhibit = new Exhibit(props, (at) => depot.content(at));
    this.device = this.attach();
    const row = h("div", { class: "gk-control-secret" }, this.chooser, this.device?.button, this.clear);
    this.element = h("div", { class: "gk-control", "data-kind": kind }, this.words.head, row, this.device?.panel);
    this.element.append(this.exhibit.element, this.sending, this.words.help, this.words.message);
    this.refresh();
  }

  read(): unknown {
    return this.props.value ?? null;
  }

  draft(): unknown {
    return this.props.value ?? null;
  }

  write(draft: unknown): void {
    this.abort();
    this.update({ value: draft });
  }

  update(patch: Partial<Props>): void {
    Object.assign(this.props, patch);
    this.refresh();
  }

  say(message: string): void {
    this.props.error = message;
    this.refresh();
  }

  focus(): void {
    this.chooser.focus();
  }

  /// A recording that still runs is what the user means to send.
  finish(): void {
    if (this.device instanceof Recorder) this.device.finish();
  }

  settled(): Promise<boolean> {
    return this.running;
  }

  /// Ends what is being sent.
  protected abort(): void {
    this.stop?.abort();
  }

  close(): void {
    this.abort();
    this.device?.close();
    this.exhibit.close();
  }

  private attach(): Camera | Recorder | null {
    const take = {
      took: (file: Promise<File>) => void (this.running = file.then((taken) => this.send([taken]))),
      say: (message: string) => this.say(message),
    };
    if (this.props.kind === "image") return new Camera(take);
    if (this.props.kind === "audio") return new Recorder(take);
    return null;
  }

  private async empty(): Promise<void> {
    this.chooser.focus(); // the button that has the focus goes away
    const answer = await this.depot.clear().catch((error: Error) => ({ error: error.message }));
    this.say(answer?.error ?? "");
  }

  /// Sends files in place of those that are being sent and those that are there.
  private send(chosen: File[]): Promise<boolean> {
    this.stop?.abort();
    if (chosen.length === 0) return this.running;
    const stop = new AbortController();
    this.stop = stop;
    this.say("");
    this.sending.replaceChildren();
    const bars = chosen.map((file) => this.row(file, stop));
    this.running = this.carry(chosen, bars, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) this.say(message(error));
      return stop.signal.aborted;
    }).finally(() => {
      if (this.stop !== stop) return;
      this.stop = null;
      this.running = Promise.resolve(true); // what went wrong before is nobody's concern later
      this.sending.replaceChildren();
      this.chooser.value = "";
    });
    return this.running;
  }

  private async carry(chosen: File[], bars: HTMLProgressElement[], signal: AbortSignal): Promise<boolean> {
    const { sent, said } = await this.convert(chosen);
    signal.throwIfAborted();
    const results = await this.depot.upload(sent, {
      signal,
      onProgress: ({ index, loaded, total }) => (bars[index]!.value = total ? loaded / total : 1),
    });
    const answer = await this.depot.sent(said);
    if (answer && "value" in answer) this.depot.changed?.(answer);
    const refused = results.filter((result) => result.error).map(({ name, message }) => `${name}: ${message}`);
    const wrong = answer?.error ? [answer.error, ...refused] : refused;
    this.say(wrong.join("\n"));
    return wrong.length === 0;
  }

  private row(file: File, stop: AbortController): HTMLProgressElement {
    const bar = h("progress", { max: 1, value: 0, "aria-label": `Sending ${file.name}` });
    const cancel = h("button", { type: "button", class: "gk-control-reveal", "aria-label": `Cancel sending ${file.name}` }, "Cancel");
    cancel.addEventListener("click", () => {
      this.chooser.focus();
      stop.abort();
    });
    this.sending.append(h("li", {}, h("span", {}, file.name), bar, cancel));
    return bar;
  }

  /// Files in the form that is asked for.
  private async convert(chosen: File[]): Promise<{ sent: File[]; said: Record<string, unknown> }> {
    const converter = converters[this.props.kind];
    if (!converter) return { sent: chosen, said: {} };
    const { file, said } = await converter(chosen[0]!, this.props);
    return { sent: [file], said };
  }

  private refresh(): void {
    const { props } = this;
    const { label, disabled = false, loading = false, value } = props;
    const kept = (value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]) as Kept[];
    this.element.toggleAttribute("data-busy", loading);
    this.exhibit.show(kept);
    this.words.show(props, kept.length > 0 && this.exhibit.element.id);
    this.words.label.hidden = !label;
    this.clear.hidden = kept.length === 0;
    this.clear.setAttribute("aria-label", `Clear ${label}`);
    this.chooser.disabled = this.clear.disabled = disabled || loading;
    this.device?.update(label, disabled, loading);
    this.chooser.classList.toggle("gk-control-chosen", kept.length > 0); // or it would say "No file chosen"
  }
}
