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
  /// The keys of the columns that are shown, in their order; none for all as they came.
  columns: string[];
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
  /// Why there are no more; "" if there is nothing to say.
  problem: string;
}

export interface Column {
  key: string;
  label: string;
  kind: string;
  width: number;
  /// Letters of the longest text, as far as the Go half looked.
  chars: number;
  /// What the Go half says of the whole column; "" if nothing.
  summary: string;
}

/// Cells to be copied.
export interface Copied {
  cells: string[][];
  /// There are more than one copies at a time.
  more: boolean;
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
  /// Columns that the table does not show: there are too many.
  cut: number;
  /// The most rows of one question.
  window: number;
  /// The rows may be asked for again: others may have come.
  refetch: boolean;
  /// File formats besides CSV.
  formats: string[];
}

export const everything: Query = { sort: [], search: "", filter: {}, columns: [] };

/// Whether two queries ask for the same rows.
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
