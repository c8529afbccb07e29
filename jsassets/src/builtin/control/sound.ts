/// Bringing a sound to the rate and format that an input asks for, and back to one to play.

import type { Converted } from "./filefield.ts";
import { stem } from "./picture.ts";
import type { Props } from "./props.ts";

export async function sound(file: File, props: Props): Promise<Converted> {
  const rate = props.rate ?? 48_000;
  const context = new OfflineAudioContext(1, 1, rate);
  const buffer = await context.decodeAudioData(await file.arrayBuffer()).catch(() => {
    throw new Error(`${file.name} is not a sound that this browser can read.`);
  });
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i));
  const said = { channels: channels.length, rate };
  if (props.format === "f32") return { file: new File([floats(channels)], `${stem(file.name)}.f32`), said };
  return { file: new File([wave(channels, rate)], `${stem(file.name)}.wav`, { type: "audio/wav" }), said };
}

/// The samples of all channels in turn, as 32-bit floats, little endian.
export function floats(channels: readonly Float32Array[]): ArrayBuffer {
  const length = channels[0]?.length ?? 0;
  const view = new DataView(new ArrayBuffer(length * channels.length * 4));
  let at = 0;
  for (let i = 0; i < length; i++) {
    for (const channel of channels) {
      view.setFloat32(at, channel[i]!, true);
      at += 4;
    }
  }
  return view.buffer;
}

/// A RIFF file of 16-bit samples.
export function wave(channels: readonly Float32Array[], rate: number): ArrayBuffer {
  const frame = channels.length * 2;
  const size = (channels[0]?.length ?? 0) * frame;
  const view = new DataView(new ArrayBuffer(44 + size));
  let at = 0;
  const text = (word: string) => [...word].forEach((letter) => view.setUint8(at++, letter.charCodeAt(0)));
  const word32 = (n: number) => (view.setUint32(at, n, true), (at += 4));
  const word16 = (n: number) => (view.setUint16(at, n, true), (at += 2));
  text("RIFF"), word32(36 + size), text("WAVEfmt "), word32(16), word16(1), word16(channels.length);
  word32(rate), word32(rate * frame), word16(frame), word16(16), text("data"), word32(size);
  for (let i = 0; i * frame < size; i++) {
    for (const channel of channels) {
      const sample = Math.max(-1, Math.min(1, channel[i]!));
      view.setInt16(at, Math.round(sample * (sample < 0 ? 0x8000 : 0x7fff)), true);
      at += 2;
    }
  }
  return view.buffer;
}

/// A file of sound in a form that browsers play.
export function playable(data: Uint8Array<ArrayBuffer>, props: Props, { channels = 1, rate = 48_000 }: { channels?: number; rate?: number }): Blob {
  if (props.format !== "f32") return new Blob([data], { type: "audio/wav" });
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const frames = Math.floor(data.length / 4 / channels);
  const samples = Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (_, i) => view.getFloat32((i * channels + channel) * 4, true)),
  );
  return new Blob([wave(samples, rate)], { type: "audio/wav" });
}
