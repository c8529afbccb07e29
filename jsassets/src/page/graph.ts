/// The graph of dependencies as it comes over the socket.

import { count, list, members, text, type Members } from "./reading.ts";

/// A name of other cells that a cell uses.
export interface Use {
  name: string;
  /// First the cell that defines it, then those that changed its value; none if no cell does.
  cells: number[];
  /// The defining cell was deleted.
  deleted: boolean;
}

/// A name that other cells define, too; counts is the cell whose definition holds, 0 if none ran.
export interface Also {
  name: string;
  cells: number[];
  counts: number;
}

/// A code cell in the graph.
export interface GraphNode {
  cell: number;
  defines: string[];
  /// Variables of other cells that it may change.
  writes: string[];
  uses: Use[];
  also: Also[];
  /// All cells of the cycle it is in, none if it is in none.
  cycle: number[];
}

export function node(value: unknown): GraphNode {
  const from = members(value);
  return {
    cell: count(from["cell"]),
    defines: list(from["defines"], text),
    writes: list(from["writes"], text),
    uses: list(from["uses"], (value) => {
      const use = members(value);
      return { name: text(use["name"]), cells: list(use["cells"], count), deleted: use["deleted"] === true };
    }),
    also: list(from["also"], (value) => {
      const also = members(value);
      return { name: text(also["name"]), cells: list(also["cells"], count), counts: count(also["counts"]) };
    }),
    cycle: list(from["cycle"], count),
  };
}

/// merged is a graph with new nodes in place of those of the same cells.
export function merged(graph: readonly GraphNode[], from: Members): GraphNode[] {
  const fresh = new Map(list(from["nodes"], node).map((node) => [node.cell, node]));
  const kept = graph.map((known) => {
    const node = fresh.get(known.cell) ?? known;
    fresh.delete(known.cell);
    return node;
  });
  return [...kept, ...fresh.values()];
}

/// An edge leads from a cell to one that uses its names.
export interface Edge {
  from: number;
  to: number;
  names: string[];
}

/// edges are those between cells that are there.
export function edges(nodes: readonly GraphNode[]): Edge[] {
  const present = new Set(nodes.map((node) => node.cell));
  return nodes.flatMap((node) => {
    const found = new Map<number, Edge>();
    for (const use of node.uses) {
      for (const from of use.cells) {
        if (!present.has(from)) continue;
        const edge = found.get(from) ?? { from, to: node.cell, names: [] };
        edge.names.push(use.name);
        found.set(from, edge);
      }
    }
    return [...found.values()];
  });
}

/// cellList names cells: "cell 1", "cells 1 and 2", "cells 1, 2 and 3".
export function cellList(cells: readonly number[]): string {
  if (cells.length === 1) return `cell ${cells[0]}`;
  return `cells ${cells.slice(0, -1).join(", ")} and ${cells.at(-1)}`;
}

/// origin says where a used name comes from.
export function origin(use: Use): string {
  const [definer, ...changers] = use.cells;
  if (definer === undefined) return `no cell defines ${use.name}`;
  const home = use.deleted
    ? `${use.name} is of a deleted cell: it stays until the runtime is restarted`
    : `cell ${definer} defines ${use.name}`;
  return changers.length > 0 ? `${home}, ${cellList(changers)} changed it` : home;
}

/// twice says which of several definitions holds.
export function twice(also: Also): string {
  const holds = also.counts > 0 ? `That of cell ${also.counts} holds: it ran last.` : "The one that runs last holds.";
  return `${also.name} is defined in ${cellList(also.cells)}, too. ${holds}`;
}
