/// A picture and a sound for specs.

/// Two pixels, both red: a PNG.
export const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4z8AARAAI/gH/xp559wAAAABJRU5ErkJggg==",
  "base64",
);

/// A silent sound of one channel, 16 bits: a WAV file.
export function wave(rate: number, seconds: number): Buffer {
  const size = rate * seconds * 2;
  const head = Buffer.alloc(44);
  head.write("RIFF");
  head.writeUInt32LE(36 + size, 4);
  head.write("WAVEfmt ", 8);
  [16, 0x10001, rate, rate * 2, 0x100002].forEach((n, i) => head.writeUInt32LE(n, 16 + i * 4));
  head.write("data", 36);
  head.writeUInt32LE(size, 40);
  return Buffer.concat([head, Buffer.alloc(size)]);
}
