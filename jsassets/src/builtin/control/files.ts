/// An input of files, a picture or a sound: chosen, dropped or recorded, sent with their
/// progress, shared with all pages.

import { h, setText } from "../../page/dom.ts";
import type { BuiltinContext } from "../contract.ts";
import { Press } from "./button.ts";
import { picture } from "./picture.ts";
import { Recording, sound } from "./sound.ts";
import { uniqueID, type Answer, type Props } from "./props.ts";
import { steadily } from "./steady.ts";

/// A file that the server has.
interface Kept {
  name: string;
  size: number;
  width?: number;
  height?: number;
}

/// A file in the form that is asked for, and what there is to say of it.
export interface Converted {
  file: File;
  said: Record<string, number>;
}

const converters: Record<string, (file: File, props: Props) => Promise<Converted>> = { image: picture, audio: sound };
const accepted: Record<string, string[]> = { image: ["image/*"], audio: ["audio/*", "video/*"] };

export function files(ctx: BuiltinContext, props: Props): { element: HTMLElement; update(patch: Partial<Props>): void } {
  const view = new Files(ctx, props);
  ctx.onDestroy(() => view.close());
  return view;
}

class Files {
  readonly element: HTMLElement;
  private readonly chooser: HTMLInputElement;
  private readonly label = h("label", { class: "gk-control-label" });
  private readonly kept = h("ul", { class: "gk-control-files" });
  private readonly sending = h("ul", { class: "gk-control-files" });
  private readonly clear = h("button", { type: "button", class: "gk-control-reveal" }, "Clear");
  private readonly help = h("p", { class: "gk-control-help", id: uniqueID() });
  private readonly message = h("p", { class: "gk-control-error", id: uniqueID(), role: "alert" });
  private readonly record = new Press(false);
  private recording: Recording | null = null;
  private stop: AbortController | null = null;

  constructor(
    private readonly ctx: BuiltinContext,
    private readonly props: Props,
  ) {
    const accept = (accepted[props.kind] ?? props.accept)?.filter((type) => type !== "*").join(",");
    this.chooser = h("input", { type: "file", id: uniqueID(), class: "gk-control-chooser", accept: accept || null, multiple: Number(props.max) > 1 });
    this.label.setAttribute("for", this.chooser.id);
    this.chooser.setAttribute("aria-describedby", `${this.help.id} ${this.message.id}`);
    this.chooser.addEventListener("change", () => void this.send([...(this.chooser.files ?? [])]));
    this.clear.addEventListener("click", () => void this.push("change"));
    const row = h("div", { class: "gk-control-secret" }, this.chooser, props.kind === "audio" && this.record.element, this.clear);
    this.record.element.addEventListener("click", () => void this.listen());
    this.element = h("div", { class: "gk-control" }, this.label, row, this.kept, this.sending, this.help, this.message);
    this.refresh();
  }

  update(patch: Partial<Props>): void {
    Object.assign(this.props, patch);
    this.refresh();
  }

  close(): void {
    this.stop?.abort();
    void this.recording?.stop();
  }

  /// Starts a recording, or ends it and sends what was recorded.
  private async listen(): Promise<void> {
    try {
      const { recording } = this;
      this.recording = recording ? null : await Recording.start();
      this.refresh();
      if (recording) await this.send([await recording.stop()]);
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
  }

  /// Sends files in place of those that are being sent and those that are there.
  private async send(chosen: File[]): Promise<void> {
    this.stop?.abort();
    if (chosen.length === 0) return;
    const stop = new AbortController();
    this.stop = stop;
    this.say("");
    this.sending.replaceChildren();
    const bars = chosen.map((file) => this.row(file, stop));
    try {
      const { sent, said } = await this.convert(chosen);
      const results = await this.ctx.upload("files", sent, {
        signal: stop.signal,
        onProgress: ({ index, loaded, total }) => (bars[index]!.value = total ? loaded / total : 1),
      });
      await this.push("uploaded", said);
      const refused = results.filter((result) => result.error);
      if (refused.length > 0) this.say(refused.map(({ name, message }) => `${name}: ${message}`).join("\n"));
    } catch (error) {
      if (!stop.signal.aborted) this.say(error instanceof Error ? error.message : String(error));
    } finally {
      if (this.stop === stop) {
        this.stop = null;
        this.sending.replaceChildren();
        this.chooser.value = "";
      }
    }
  }

  private row(file: File, stop: AbortController): HTMLProgressElement {
    const bar = h("progress", { max: 1, value: 0, "aria-label": `Sending ${file.name}` });
    const cancel = h("button", { type: "button", class: "gk-control-reveal", "aria-label": `Cancel sending ${file.name}` }, "Cancel");
    cancel.addEventListener("click", () => stop.abort());
    this.sending.append(h("li", {}, h("span", {}, file.name), bar, cancel));
    return bar;
  }

  /// Files in the form that is asked for.
  private async convert(chosen: File[]): Promise<{ sent: File[]; said: Record<string, number> | null }> {
    const converter = converters[this.props.kind];
    if (!converter) return { sent: chosen, said: null };
    const { file, said } = await converter(chosen[0]!, this.props);
    return { sent: [file], said };
  }

  private async push(event: string, payload: unknown = null): Promise<void> {
    const answer = (await this.ctx.pushEvent(event, payload).catch((error: Error) => ({ error: error.message }))) as Answer | null;
    this.say(answer?.error ?? "");
  }

  private say(message: string): void {
    this.props.error = message;
    this.refresh();
  }

  private refresh(): void {
    const { label, help, error, disabled = false, loading = false, value } = this.props;
    const kept = (value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]) as Kept[];
    setText(this.label, label);
    this.label.hidden = !label;
    setText(this.help, help ?? "");
    this.help.hidden = !help;
    this.kept.replaceChildren(...kept.map((file) => h("li", {}, h("span", {}, describe(file)))));
    this.kept.hidden = kept.length === 0;
    this.clear.hidden = kept.length === 0;
    this.clear.setAttribute("aria-label", `Clear ${label}`);
    this.chooser.disabled = this.clear.disabled = disabled || loading;
    this.record.update(this.recording ? "Stop" : "Record", disabled, loading);
    this.record.element.setAttribute("aria-pressed", String(this.recording !== null));
    this.chooser.setAttribute("aria-invalid", String(Boolean(error)));
    steadily(() => {
      setText(this.message, error ?? "");
      this.message.hidden = !error;
    });
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
