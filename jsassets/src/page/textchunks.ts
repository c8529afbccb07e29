/// Values that are chunks of text (widget.Chunk in Go) and become one.


type Data = Record<string, unknown>;

const members = (value: unknown): Data => (typeof value === "object" && value !== null ? (value as Data) : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const count = (value: unknown): number => (typeof value === "number" ? value : 0);

const look = "application/vnd.gokino.text";

/// The most characters of one text; beyond it the front is cut.
const longest = 256 << 10;

/// Whether a value is a chunk that reads on where the one before it ends.
export function joins(before: Data, next: Data): boolean {
  const [a, b] = [members(before[look]), members(next[look])];
  if (a["chunk"] !== true || b["chunk"] !== true) return false;
  const names = ["terminal", "color", "weight", "size", "tone"];
  return names.every((name) => a[name] === b[name]) && ("text/markdown" in before) === ("text/markdown" in next);
}

/// Both as one value.
export function joined(before: Data, next: Data): Data {
  let whole = text(before["text/plain"]) + text(next["text/plain"]);
  let cut = count(members(before[look])["cut"]);
  if (whole.length > 2 * longest) {
    cut += whole.length - longest;
    whole = whole.slice(-longest);
  }
  const data: Data = { ...next, "text/plain": whole, [look]: { ...members(next[look]), cut } };
  if ("text/markdown" in data) data["text/markdown"] = whole;
  return data;
}
