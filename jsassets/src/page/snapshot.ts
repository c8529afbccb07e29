/// A new snapshot over an old one.

import type { Cell, Notebook, Output } from "./notebook.ts";

/// adopt returns `fresh` with what equals the old state in its old identity, so that what
/// is on display, above all live frames, is not drawn anew.
export function adopt(old: Notebook | null, fresh: Notebook): Notebook {
  if (!old) return fresh;
  const cells = fresh.cells.map((cell) => {
    const known = old.cells.find((candidate) => candidate.id === cell.id);
    return known ? adoptCell(known, cell) : cell;
  });
  return { ...fresh, cells };
}

function adoptCell(old: Cell, fresh: Cell): Cell {
  const outputs = fresh.outputs.map((output, i): Output => {
    const known = old.outputs[i];
    return known && equal(known, output) ? known : output;
  });
  const same = outputs.length === old.outputs.length && outputs.every((output, i) => output === old.outputs[i]);
  return { ...fresh, outputs: same ? old.outputs : outputs };
}

/// equal compares wire values by what they hold.
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i]);
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}
