/// What a control's Go half says of it: the members of a panel in package control.

export interface Props {
  kind: string;
  label: string;
  /// In the form in which values travel; null is empty.
  value: unknown;
  help?: string;
  error?: string;
  placeholder?: string;
  disabled?: boolean;
  /// Something is under way: not to be used meanwhile.
  loading?: boolean;
  /// A cell has read another value than the input has now.
  changed?: boolean;
  primary?: boolean;
  monospace?: boolean;
  required?: boolean;
  /// Milliseconds after the last change; undefined: when the field is left.
  debounce?: number;
  min?: string | number;
  max?: string | number;
  step?: string | number;
  choices?: string[];
  /// Of files: what is accepted; how many, see max.
  accept?: string[];
  /// Of pictures and sounds: what the page makes of them.
  format?: "" | "jpeg" | "rgb" | "f32";
  width?: number;
  height?: number;
  fit?: "" | "match" | "pad" | "crop";
  rate?: number;
  /// Of a field in a form.
  name?: string;
  /// Of a form.
  fields?: Props[];
  submit?: string;
  changes?: boolean;
  /// Of a keyboard.
  down?: boolean;
  up?: boolean;
  status?: boolean;
  shortcuts?: "" | "on" | "disable_only";
  /// Of a patch: the client that entered the value.
  origin?: string;
}

/// What the Go half answers to a value.
export interface Answer {
  value?: unknown;
  error?: string;
  /// Of a form: messages by field.
  errors?: Record<string, string>;
  /// Of a form: the fields that get their defaults again.
  reset?: string[];
  /// Of files in a form: what the page calls them by.
  id?: string;
  /// Of a file: a part of it.
  data?: unknown;
  /// Of an input: the cells that have read it, by number.
  cells?: number[];
}

export function read(data: unknown): Props {
  const props = data as Props;
  if (typeof props !== "object" || props === null || typeof props.kind !== "string") throw new Error("this is no control");
  return props;
}

let count = 0;

/// A name for an element that others refer to.
export function uniqueID(): string {
  return `gk-control-${++count}`;
}

/// Gives what has no label a name for those who cannot see it.
export function nameless(main: Element, { label, placeholder, kind }: Pick<Props, "label" | "placeholder" | "kind">): void {
  const made = "data-nameless";
  if (!label) main.setAttribute("aria-label", placeholder || `Unnamed ${kind}`);
  else if (main.hasAttribute(made)) main.removeAttribute("aria-label");
  main.toggleAttribute(made, !label);
}
