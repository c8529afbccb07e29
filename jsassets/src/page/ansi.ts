/// Terminal text: colours, carriage returns and the few cursor movements progress bars use.

/// How a stretch of text looks. Colours are 0-15, "#rrggbb", or null for the default.
export interface Style {
  color: number | string | null;
  background: number | string | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
  inverse: boolean;
}

export interface Span {
  text: string;
  style: Style;
}

export type Line = Span[];

export const plain: Style = Object.freeze({
  color: null, background: null, bold: false, dim: false, italic: false, underline: false, strike: false, inverse: false,
});

// A control sequence, a string such as a title or a link, another escape, or one control character.
const special = /\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[^[\]]|[\r\n\b]|[\x00-\x08\x0b-\x1f\x7f]/g;
// What may be the beginning of one of those, at the end of a chunk.
const unfinished = /\x1b(?:\[[0-9;:?]*[ -/]*|\][^\x07\x1b]{0,4096}\x1b?)?$/;

/// Terminal turns chunks of text into lines of styled spans.
export class Terminal {
  readonly lines: Line[] = [[]];
  private style: Style = plain;
  private row = 0;
  private column = 0;
  private rest = "";

  /// Writes a chunk; returns the first line that may have changed.
  write(chunk: string): number {
    let text = this.rest + chunk;
    this.rest = unfinished.exec(text)?.[0] ?? "";
    if (this.rest) text = text.slice(0, -this.rest.length);
    let dirty = this.row;
    let at = 0;
    for (const match of text.matchAll(special)) {
      if (match.index > at) this.put(text.slice(at, match.index));
      at = match.index + match[0].length;
      this.obey(match[0]);
      dirty = Math.min(dirty, this.row);
    }
    if (at < text.length) this.put(text.slice(at));
    return dirty;
  }

  private obey(sequence: string): void {
    switch (sequence[0]) {
      case "\n":
        return this.move(this.row + 1, 0);
      case "\r":
        return this.move(this.row, 0);
      case "\b":
        return this.move(this.row, this.column - 1);
      case "\x1b":
        if (sequence[1] === "[") this.control(sequence.slice(2, -1), sequence.at(-1)!);
    }
  }

  private control(parameters: string, final: string): void {
    const numbers = parameters.split(/[;:]/).map((word) => Number.parseInt(word, 10) || 0);
    const n = Math.min(numbers[0] || 1, 10_000);
    switch (final) {
      case "m":
        this.style = restyled(this.style, numbers);
        return;
      case "K":
        return this.erase(numbers[0] ?? 0);
      case "A":
        return this.move(this.row - n, this.column);
      case "B":
        return this.move(Math.min(this.row + n, this.lines.length - 1), this.column);
      case "C":
        return this.move(this.row, this.column + n);
      case "D":
        return this.move(this.row, this.column - n);
      case "F":
        return this.move(this.row - n, 0);
      case "G":
        return this.move(this.row, n - 1);
    }
  }

  private move(row: number, column: number): void {
    this.row = Math.max(0, row);
    this.column = Math.max(0, column);
    while (this.lines.length <= this.row) this.lines.push([]);
  }

  private erase(mode: number): void {
    const line = this.lines[this.row]!;
    if (mode === 0) this.lines[this.row] = cut(line, 0, this.column);
    else if (mode === 2) this.lines[this.row] = [];
    else this.lines[this.row] = merged([{ text: " ".repeat(this.column), style: plain }, ...cut(line, this.column, Infinity)]);
  }

  private put(text: string): void {
    const line = this.lines[this.row]!;
    const length = line.reduce((sum, span) => sum + span.text.length, 0);
    const gap = this.column > length ? [{ text: " ".repeat(this.column - length), style: plain }] : [];
    const after = this.column < length ? cut(line, this.column + text.length, Infinity) : [];
    const before = this.column < length ? cut(line, 0, this.column) : line;
    this.lines[this.row] = merged([...before, ...gap, { text, style: this.style }, ...after]);
    this.column += text.length;
  }
}

function cut(line: Line, from: number, to: number): Line {
  const result: Line = [];
  let at = 0;
  for (const span of line) {
    const text = span.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (text) result.push({ text, style: span.style });
    at += span.text.length;
  }
  return result;
}

function merged(line: Line): Line {
  const result: Line = [];
  for (const span of line) {
    const last = result.at(-1);
    if (last && last.style === span.style) result[result.length - 1] = { text: last.text + span.text, style: span.style };
    else result.push(span);
  }
  return result;
}

/// The style after a "select graphic rendition" sequence.
function restyled(style: Style, codes: number[]): Style {
  let next: Style = { ...style };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) next = { ...plain };
    else if (code === 38 || code === 48) {
      const { color, used } = extended(codes.slice(i + 1));
      next[code === 38 ? "color" : "background"] = color;
      i += used;
    } else Object.assign(next, simple(code));
  }
  return Object.entries(plain).every(([name, value]) => next[name as keyof Style] === value) ? plain : next;
}

function simple(code: number): Partial<Style> {
  if (code >= 30 && code <= 37) return { color: code - 30 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 90 && code <= 97) return { color: code - 90 + 8 };
  if (code >= 100 && code <= 107) return { background: code - 100 + 8 };
  switch (code) {
    case 1: return { bold: true };
    case 2: return { dim: true };
    case 3: return { italic: true };
    case 4: return { underline: true };
    case 7: return { inverse: true };
    case 9: return { strike: true };
    case 22: return { bold: false, dim: false };
    case 23: return { italic: false };
    case 24: return { underline: false };
    case 27: return { inverse: false };
    case 29: return { strike: false };
    case 39: return { color: null };
    case 49: return { background: null };
    default: return {};
  }
}

/// The colour after 38 or 48: `5;n` of the 256 palette or `2;r;g;b`.
function extended(codes: number[]): { color: number | string | null; used: number } {
  if (codes[0] === 2) return { color: hex(codes[1] ?? 0, codes[2] ?? 0, codes[3] ?? 0), used: 4 };
  if (codes[0] !== 5) return { color: null, used: codes.length };
  const n = Math.min(codes[1] ?? 0, 255);
  if (n < 16) return { color: n, used: 2 };
  if (n >= 232) return { color: hex(...(Array(3).fill(8 + (n - 232) * 10) as [number, number, number])), used: 2 };
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = n - 16;
  return { color: hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)), used: 2 };
}

function hex(...parts: [number, number, number]): string {
  return "#" + parts.map((part) => Math.min(part, 255).toString(16).padStart(2, "0")).join("");
}
