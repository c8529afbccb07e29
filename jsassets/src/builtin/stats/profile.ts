/// Reads a CPU profile as Go writes it: a gzipped protocol buffer, profile.proto of pprof.

/// A function on a path from the outermost caller, and what lies below it.
export interface Frame {
  name: string;
  /// Nanoseconds of CPU in it and in what it called.
  total: number;
  /// Nanoseconds in itself.
  own: number;
  calls: Map<string, Frame>;
}

/// The whole as one frame, with the outermost functions below it.
export async function read(gzipped: ArrayBuffer): Promise<Frame> {
  const stream = new Blob([gzipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return tree(new Uint8Array(await new Response(stream).arrayBuffer()));
}

interface Field {
  number: number;
  /// A number, where the field is one.
  value: number;
  /// What a field of bytes holds.
  bytes: Uint8Array;
}

const none = new Uint8Array();

/// The fields of a message, one after the other. Throws where the bytes are no message.
function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      if (at >= bytes.length) throw new Error("the profile is cut off");
      const byte = bytes[at++]!;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
      if (shift > 2 ** 63) throw new Error("the profile has a number that is too long");
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        yield { number, value: varint(), bytes: none };
        break;
      case 1:
        at += 8;
        break;
      case 5:
        at += 4;
        break;
      case 2: {
        const length = varint();
        if (at + length > bytes.length) throw new Error("the profile is cut off");
        yield { number, value: 0, bytes: bytes.subarray(at, at + length) };
        at += length;
        break;
      }
      default:
        throw new Error("this is no profile");
    }
  }
}

/// The numbers of a repeated field, which may be packed.
function numbers(field: Field): number[] {
  if (field.bytes.length === 0) return [field.value];
  const found: number[] = [];
  let value = 0;
  let shift = 1;
  for (const byte of field.bytes) {
    value += (byte & 127) * shift;
    shift *= 128;
    if (byte < 128) {
      found.push(value);
      value = 0;
      shift = 1;
    }
  }
  return found;
}

/// Joins the samples of a profile to a tree. A location's lines are inlined calls, the
/// innermost first; so are a sample's locations.
export function tree(bytes: Uint8Array): Frame {
  const strings: string[] = [];
  const names = new Map<number, number>(); // of functions, in strings
  const lines = new Map<number, number[]>(); // functions of a location
  const samples: { locations: number[]; values: number[] }[] = [];
  const text = new TextDecoder();
  for (const field of fields(bytes)) {
    switch (field.number) {
      case 2: {
        const sample = { locations: [] as number[], values: [] as number[] };
        for (const part of fields(field.bytes)) {
          if (part.number === 1) sample.locations.push(...numbers(part));
          if (part.number === 2) sample.values.push(...numbers(part));
        }
        samples.push(sample);
        break;
      }
      case 4: {
        let id = 0;
        const functions: number[] = [];
        for (const part of fields(field.bytes)) {
          if (part.number === 1) id = part.value;
          if (part.number === 4) functions.push(...[...fields(part.bytes)].filter((line) => line.number === 1).map((line) => line.value));
        }
        lines.set(id, functions);
        break;
      }
      case 5: {
        const parts = [...fields(field.bytes)];
        const of = (number: number) => parts.find((part) => part.number === number)?.value ?? 0;
        names.set(of(1), of(2));
        break;
      }
      case 6:
        strings.push(text.decode(field.bytes));
    }
  }
  const root = frame("all");
  for (const { locations, values } of samples) {
    const value = values[values.length - 1] ?? 0; // nanoseconds are the last kind
    const path = locations.flatMap((id) => lines.get(id) ?? []).reverse();
    let at = root;
    at.total += value;
    for (const id of path) {
      const name = plain(strings[names.get(id) ?? 0] ?? "?");
      let next = at.calls.get(name);
      if (!next) at.calls.set(name, (next = frame(name)));
      next.total += value;
      at = next;
    }
    at.own += value;
  }
  return root;
}

function frame(name: string): Frame {
  return { name, total: 0, own: 0, calls: new Map() };
}

/// The name as its author wrote it: the compiler of cells numbers names that were defined
/// again, and names what stands outside of functions after the cell.
function plain(name: string): string {
  return name.replace(/ꓸ\d+/g, "").replace(/^main\.GKcell_(\d+)_[0-9a-f]+/, "cell $1");
}

export interface Line {
  name: string;
  own: number;
  total: number;
}

/// The functions of a profile, those with the most of their own first.
export function top(root: Frame, count: number): Line[] {
  const found = new Map<string, Line>();
  const visit = (frame: Frame, above: Set<string>) => {
    const line = found.get(frame.name) ?? { name: frame.name, own: 0, total: 0 };
    found.set(frame.name, line);
    line.own += frame.own;
    const again = above.has(frame.name);
    if (!again) line.total += frame.total; // a recursion counts once
    const inside = again ? above : new Set(above).add(frame.name);
    for (const call of frame.calls.values()) visit(call, inside);
  };
  for (const call of root.calls.values()) visit(call, new Set());
  return [...found.values()].sort((a, b) => b.own - a.own || b.total - a.total).slice(0, count);
}
