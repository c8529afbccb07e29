/// MessagePack writing. Values mean what `JSON.stringify` would make of them, plus
/// binary: undefined members are left out, `toJSON` is honoured, and an ArrayBuffer
/// or a view of one travels as bin.

/// The deepest nesting written or read; beyond it a value is an error, not a stack overflow.
export const maxDepth = 500;

const utf8 = new TextEncoder();

/// A growing byte buffer that MessagePack values are appended to.
export class Encoder {
  private bytes = new Uint8Array(256);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  /// Appends an array's header; its elements are written next.
  array(length: number): this {
    this.header(length, 0x90, 16, 0xdc);
    return this;
  }

  /// Appends bytes that already are MessagePack.
  raw(encoded: Uint8Array): this {
    this.grow(encoded.length);
    this.bytes.set(encoded, this.length);
    this.length += encoded.length;
    return this;
  }

  /// Appends one value. Throws RangeError for one that is nested too deeply (or is circular).
  value(value: unknown, depth = 0): this {
    if (depth > maxDepth) throw new RangeError("value is nested too deeply to be sent");
    switch (typeof value) {
      case "boolean":
        return this.byte(value ? 0xc3 : 0xc2);
      case "number":
        return this.number(value);
      case "bigint":
        return this.number(Number(value));
      case "string":
        return this.string(value);
      case "object":
        return value === null ? this.byte(0xc0) : this.object(value, depth);
      default: // undefined, functions and symbols, as inside a JSON array
        return this.byte(0xc0);
    }
  }

  /// The bytes written so far, as a copy of their own.
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }

  private object(value: object, depth: number): this {
    if (value instanceof ArrayBuffer) return this.binary(new Uint8Array(value));
    if (ArrayBuffer.isView(value)) {
      return this.binary(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    }
    if ("toJSON" in value && typeof value.toJSON === "function") {
      return this.value(value.toJSON(), depth + 1);
    }
    if (Array.isArray(value)) {
      this.array(value.length);
      for (const element of value) this.value(element, depth + 1);
      return this;
    }
    const members = Object.entries(value).filter(([, member]) => travels(member));
    this.header(members.length, 0x80, 16, 0xde);
    for (const [key, member] of members) this.string(key).value(member, depth + 1);
    return this;
  }

  private number(value: number): this {
    if (!Number.isFinite(value)) return this.byte(0xc0);
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return this.float(value);
    return value >= 0 ? this.unsigned(value) : this.signed(value);
  }

  private unsigned(value: number): this {
    if (value < 0x80) return this.byte(value);
    if (value < 0x100) return this.byte(0xcc).byte(value);
    if (value < 0x10000) return this.byte(0xcd).uint16(value);
    if (value < 0x100000000) return this.byte(0xce).uint32(value);
    return this.byte(0xcf).uint32(Math.floor(value / 0x100000000)).uint32(value % 0x100000000);
  }

  private signed(value: number): this {
    if (value >= -0x20) return this.byte(value & 0xff);
    if (value >= -0x80) return this.byte(0xd0).byte(value & 0xff);
    if (value >= -0x8000) return this.byte(0xd1).uint16(value & 0xffff);
    if (value >= -0x80000000) return this.byte(0xd2).uint32(value >>> 0);
    this.byte(0xd3).grow(8);
    this.view.setBigInt64(this.length, BigInt(value));
    this.length += 8;
    return this;
  }

  private float(value: number): this {
    this.byte(0xcb).grow(8);
    this.view.setFloat64(this.length, value);
    this.length += 8;
    return this;
  }

  private string(value: string): this {
    const encoded = utf8.encode(value);
    if (encoded.length < 0x20) this.byte(0xa0 | encoded.length);
    else if (encoded.length < 0x100) this.byte(0xd9).byte(encoded.length);
    else if (encoded.length < 0x10000) this.byte(0xda).uint16(encoded.length);
    else this.byte(0xdb).uint32(encoded.length);
    return this.raw(encoded);
  }

  private binary(bytes: Uint8Array): this {
    if (bytes.length < 0x100) this.byte(0xc4).byte(bytes.length);
    else if (bytes.length < 0x10000) this.byte(0xc5).uint16(bytes.length);
    else this.byte(0xc6).uint32(bytes.length);
    return this.raw(bytes);
  }

  /// The header of an array or map: a fix form below `fixBelow`, else the 16 or 32 bit form.
  private header(length: number, fix: number, fixBelow: number, wide: number): this {
    if (length < fixBelow) return this.byte(fix | length);
    if (length < 0x10000) return this.byte(wide).uint16(length);
    return this.byte(wide + 1).uint32(length);
  }

  private byte(value: number): this {
    this.grow(1);
    this.bytes[this.length++] = value;
    return this;
  }

  private uint16(value: number): this {
    this.grow(2);
    this.view.setUint16(this.length, value);
    this.length += 2;
    return this;
  }

  private uint32(value: number): this {
    this.grow(4);
    this.view.setUint32(this.length, value);
    this.length += 4;
    return this;
  }

  private grow(by: number): void {
    const needed = this.length + by;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

/// encode returns one value as MessagePack.
export function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new Encoder().value(value).finish();
}

function travels(member: unknown): boolean {
  return member !== undefined && typeof member !== "function" && typeof member !== "symbol";
}
