/// Times travel in UTC and are edited in the reader's own zone, to the minute.

/// "2026-01-31T12:30Z" as a datetime-local field has it.
export function localDateTime(utc: string): string {
  const at = new Date(utc);
  const date = [at.getFullYear().toString().padStart(4, "0"), two(at.getMonth() + 1), two(at.getDate())].join("-");
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function utcDateTime(local: string): string {
  return `${new Date(local).toISOString().slice(0, 16)}Z`;
}

/// "12:30" in UTC as a time field has it: what the clock shows today.
export function localTime(utc: string): string {
  const at = new Date();
  const [hours, minutes] = utc.split(":").map(Number);
  at.setUTCHours(hours ?? 0, minutes ?? 0, 0, 0);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function utcTime(local: string): string {
  const at = new Date();
  const [hours, minutes] = local.split(":").map(Number);
  at.setHours(hours ?? 0, minutes ?? 0, 0, 0);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
