/// Durations, sizes and the words for a cell's state.

import type { Cell } from "./notebook.ts";

/// duration writes milliseconds as people say them: "8 ms", "3.2 s", "2 min 5 s".
export function duration(ms: number): string {
  if (ms < 1) return "under 1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/// ticking is duration for a timer on display: it changes ten times a second at most.
export function ticking(ms: number): string {
  return ms < 60_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : duration(ms);
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1 << 20) return `${Math.round(bytes / 1024)} KB`;
  if (bytes < 2 ** 30) return `${(bytes / (1 << 20)).toFixed(1)} MB`;
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}

/// status says what became of a cell.
export function status(cell: Cell, now: number): string {
  switch (cell.state) {
    case "queued":
      return "Queued";
    case "running":
      return `Running ${ticking(now - cell.started)}`;
    case "ok":
      return cell.stale ? `Stale, ran in ${duration(cell.ms)}` : `Ran in ${duration(cell.ms)}`;
    case "error":
      return cell.ms > 0 ? `Failed after ${duration(cell.ms)}` : "Failed";
    case "stopped":
      return cell.error?.stop === "error" ? "Stopped by an error" : "Stopped: it waits for you";
    case "interrupted":
      return cell.ms > 0 ? `Interrupted after ${duration(cell.ms)}` : "Interrupted";
    case "skipped":
      return "Skipped";
    case "idle":
      if (!cell.stale) return "";
      return cell.kind === "mod" ? "Edited: restart the runtime to use it" : "Stale";
  }
}

/// cellName is how a cell is called aloud.
export function cellName(cell: Cell): string {
  switch (cell.kind) {
    case "code":
      return `Code cell ${cell.id}`;
    case "mod":
      return "Module cell";
    case "text":
      return "Text cell";
  }
}
