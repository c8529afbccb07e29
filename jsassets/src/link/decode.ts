/// MessagePack reading. Hostile or broken bytes end in a DecodeError: never in a hang,
/// a huge allocation or a polluted prototype.

import { maxDepth } from "./encode.ts";

/// DecodeError says that bytes are not the MessagePack that was expected.
export class DecodeError extends Error {
  override name = "DecodeError";
}

const utf8 = new TextDecoder();

/// decodeAll returns the values that lie end to end in `bytes`, in order.
export function decodeAll(bytes: Uint8Array): unknown[] {
  const decoder = new Decoder(bytes);
  const values: unknown[] = [];
  while (!decoder.done()) values.push(decoder.value());
  return values;
}

/// decode returns the one value that `bytes` holds.
export function decode(bytes: Uint8Array): unknown {
  const values = decodeAll(bytes);
  if (values.length !== 1) throw new DecodeError(`${values.length} values where one was expected`);
  return values[0];
}

class Decoder {
  private readonly view: DataView;
  private offset = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  done(): boolean {
    return this.offset >= this.bytes.length;
  }

  value(depth = 0): unknown {
    if (depth > maxDepth) throw new DecodeError("value is nested too deeply");
    const tag = this.uint(1);
    if (tag < 0x80) return tag;
    if (tag < 0x90) return this.map(tag & 0x0f, depth);
    if (tag < 0xa0) return this.array(tag & 0x0f, depth);
    if (tag < 0xc0) return this.string(tag & 0x1f);
    if (tag >= 0xe0) return tag - 0x100;
    return this.tagged(tag, depth);
  }

  private tagged(tag: number, depth: number): unknown {
    switch (tag) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xc4: return this.take(this.uint(1)).slice();
      case 0xc5: return this.take(this.uint(2)).slice();
      case 0xc6: return this.take(this.uint(4)).slice();
      case 0xc7: return this.extension(this.uint(1));
      case 0xc8: return this.extension(this.uint(2));
      case 0xc9: return this.extension(this.uint(4));
      case 0xca: return this.view.getFloat32(this.skip(4));
      case 0xcb: return this.view.getFloat64(this.skip(8));
      case 0xcc: return this.uint(1);
      case 0xcd: return this.uint(2);
      case 0xce: return this.uint(4);
      case 0xcf: return Number(this.view.getBigUint64(this.skip(8)));
      case 0xd0: return this.view.getInt8(this.skip(1));
      case 0xd1: return this.view.getInt16(this.skip(2));
      case 0xd2: return this.view.getInt32(this.skip(4));
      case 0xd3: return Number(this.view.getBigInt64(this.skip(8)));
      case 0xd4: return this.extension(1);
      case 0xd5: return this.extension(2);
      case 0xd6: return this.extension(4);
      case 0xd7: return this.extension(8);
      case 0xd8: return this.extension(16);
      case 0xd9: return this.string(this.uint(1));
      case 0xda: return this.string(this.uint(2));
      case 0xdb: return this.string(this.uint(4));
      case 0xdc: return this.array(this.uint(2), depth);
      case 0xdd: return this.array(this.uint(4), depth);
      case 0xde: return this.map(this.uint(2), depth);
      case 0xdf: return this.map(this.uint(4), depth);
      default: throw new DecodeError(`byte 0x${tag.toString(16)} starts no value`);
    }
  }

  private array(length: number, depth: number): unknown[] {
    this.require(length);
    const elements: unknown[] = []; // not pre-sized: nested headers could each claim all that is left
    for (let i = 0; i < length; i++) elements.push(this.value(depth + 1));
    return elements;
  }

  private map(length: number, depth: number): Record<string, unknown> {
    this.require(2 * length);
    const members: Record<string, unknown> = {};
    for (let i = 0; i < length; i++) {
      const key = String(this.value(depth + 1));
      const value = this.value(depth + 1);
      if (key === "__proto__") {
        Object.defineProperty(members, key, { value, enumerable: true, configurable: true, writable: true });
      } else {
        members[key] = value;
      }
    }
    return members;
  }

  private string(length: number): string {
    return utf8.decode(this.take(length));
  }

  /// The timestamp extension reads as the text JSON would have carried; others as their bytes.
  private extension(length: number): unknown {
    const type = this.view.getInt8(this.skip(1));
    const body = this.take(length);
    return (type === -1 && timestamp(body)) || body.slice();
  }

  private uint(width: 1 | 2 | 4): number {
    const at = this.skip(width);
    if (width === 1) return this.view.getUint8(at);
    return width === 2 ? this.view.getUint16(at) : this.view.getUint32(at);
  }

  private take(length: number): Uint8Array {
    const at = this.skip(length);
    return this.bytes.subarray(at, at + length);
  }

  private skip(length: number): number {
    this.require(length);
    const at = this.offset;
    this.offset += length;
    return at;
  }

  /// Every announced length is checked against what is there before anything is allocated.
  private require(length: number): void {
    if (this.offset + length > this.bytes.length) throw new DecodeError("message ends too early");
  }
}

function timestamp(body: Uint8Array): string | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let seconds: number;
  let nanos = 0;
  if (body.length === 4) {
    seconds = view.getUint32(0);
  } else if (body.length === 8) {
    nanos = view.getUint32(0) >>> 2;
    seconds = (view.getUint32(0) & 3) * 0x100000000 + view.getUint32(4);
  } else if (body.length === 12) {
    nanos = view.getUint32(0);
    seconds = Number(view.getBigInt64(4));
  } else {
    return undefined;
  }
  const date = new Date(seconds * 1000 + nanos / 1e6);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
