/// What of a payload travels: what JSON would, and binary.

/// The deepest nesting that is sent, as in link/encode.ts.
const maxDepth = 500;

/// plain returns what `value` would be after JSON.stringify and JSON.parse, but with buffers
/// as they are. Without it, a port would refuse what JSON takes without a word (functions,
/// a framework's proxies) and forget toJSON. Throws RangeError for a circular value.
export function plain(value: unknown, depth = 0): unknown {
  if (depth > maxDepth) throw new RangeError("the value is nested too deeply, or contains itself");
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return travels(value) ? value : null;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value;
  if ("toJSON" in value && typeof value.toJSON === "function") return plain(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return Array.from(value, (element) => plain(element, depth + 1));
  const members = Object.entries(value).filter(([, member]) => travels(member));
  return Object.fromEntries(members.map(([key, member]) => [key, plain(member, depth + 1)]));
}

function travels(value: unknown): boolean {
  return value !== undefined && typeof value !== "function" && typeof value !== "symbol";
}
