/// What a table's page and its Go half say to each other.

export interface Order {
  column: string;
  desc: boolean;
}

/// What rows are wanted, and in which order.
export interface Query {
  sort: Order[];
  search: string;
  /// By column key.
  filter: Record<string, string>;
}

/// Rows of a query.
export interface Window {
  offset: number;
  cells: string[][];
  /// The rows' numbers in the source.
  ids: number[];
  /// Rows that the query finds; -1 if that is not known.
  total: number;
  /// Rows that there are at least.
  known: number;
}

export interface Column {
  key: string;
  label: string;
  kind: string;
  width: number;
  /// Letters of the longest text, as far as the Go half looked.
  chars: number;
}

/// What a page needs before it asks for rows.
export interface Heading {
  ref: string;
  name: string;
  columns: Column[];
  /// Rows to be seen at a time.
  rows: number;
  select: "" | "one" | "many";
  shared: boolean;
  sortable: boolean;
  filters: boolean;
  query: Query;
  first: Window;
  /// The most rows of one question.
  window: number;
}

export const everything: Query = { sort: [], search: "", filter: {} };

/// Whether two queries ask for the same.
export function same(a: Query, b: Query): boolean {
  return spelled(a) === spelled(b);
}

function spelled({ sort, search, filter }: Query): string {
  const filters = Object.entries(filter).filter(([, text]) => text.trim() !== "");
  return JSON.stringify([sort.map(({ column, desc }) => [column, desc]), search.trim(), filters.sort()]);
}

/// Whether a query looks for something.
export function narrow(query: Query): boolean {
  return !same({ ...query, sort: [] }, everything);
}

/// The order after a column's heading was pressed: ascending, descending, none. `more` keeps
/// the other columns: rows alike in them are ordered by this one.
export function pressed(sort: Order[], column: string, more: boolean): Order[] {
  const before = sort.find((order) => order.column === column);
  const others = more ? sort.filter((order) => order.column !== column) : [];
  if (!before) return [...others, { column, desc: false }];
  if (before.desc) return others;
  const flipped = { column, desc: true };
  return more ? sort.map((order) => (order === before ? flipped : order)) : [flipped];
}
