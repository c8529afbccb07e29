/// The elements a value is edited in, by the kind of its input. Values are in the form in
/// which they travel.

import { h } from "../../page/dom.ts";
import { localDateTime, localTime, utcDateTime, utcTime } from "./clock.ts";
import { uniqueID, type Props } from "./props.ts";

export interface Editor {
  readonly element: HTMLElement;
  /// What gets the label, the focus and the messages.
  readonly main: HTMLElement;
  /// All elements that can be disabled.
  readonly parts: (HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | HTMLButtonElement)[];
  /// Whether the element is a fieldset, whose legend is the label.
  readonly group?: boolean;
  /// Whether a value is complete as soon as it has changed: a choice, not a text.
  readonly instant?: boolean;
  /// What is entered; undefined if it is no value.
  read(): unknown;
  write(value: unknown): void;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

export function editor(props: Props): Editor {
  switch (props.kind) {
    case "text":
      return line("text", props);
    case "url":
      return line("url", props);
    case "textarea":
      return area(props);
    case "password":
      return password(props);
    case "number":
      return number(props);
    case "range":
      return range(props);
    case "checkbox":
      return checkbox();
    case "select":
      return select(props);
    case "radio":
      return options("radio", props);
    case "multiselect":
      return options("checkbox", props);
    case "date":
      return moment("date", props, (v) => v, (v) => v);
    case "datetime":
      return moment("datetime-local", props, localDateTime, utcDateTime);
    case "time":
      return moment("time", { ...props, min: undefined, max: undefined }, localTime, utcTime);
    case "color":
      return simple(h("input", { type: "color", class: "gk-control-color" }), (v) => v, (v) => v);
    default:
      throw new Error(`this page has no input of the kind "${props.kind}"`);
  }
}

function simple(main: Field, toText: (value: string) => string, toValue: (text: string) => unknown, instant = false): Editor {
  return {
    element: main,
    main,
    parts: [main],
    instant,
    read: () => toValue(main.value),
    write: (value) => (main.value = value === null || value === undefined ? "" : toText(String(value))),
  };
}

function line(type: string, { placeholder, monospace }: Props): Editor {
  const classes = monospace ? "gk-control-line gk-control-mono" : "gk-control-line";
  return simple(h("input", { type, placeholder, class: classes, autocomplete: "off" }), (v) => v, (v) => v);
}

function area({ placeholder, monospace }: Props): Editor {
  const classes = monospace ? "gk-control-area gk-control-mono" : "gk-control-area";
  return simple(h("textarea", { placeholder, class: classes, rows: 2 }), (v) => v, (v) => v);
}

function password(props: Props): Editor {
  const inner = line("password", props);
  const field = inner.main as HTMLInputElement;
  const toggle = h("button", { type: "button", class: "gk-control-reveal", "aria-pressed": "false" }, "Show");
  toggle.addEventListener("click", () => {
    const hidden = field.type === "text";
    field.type = hidden ? "password" : "text";
    toggle.setAttribute("aria-pressed", String(!hidden));
  });
  toggle.setAttribute("aria-label", `Show what is entered in ${props.label}`);
  return { ...inner, element: h("div", { class: "gk-control-secret" }, field, toggle), parts: [field, toggle] };
}

function number({ placeholder, min, max, step }: Props): Editor {
  const field = h("input", { type: "number", class: "gk-control-line", placeholder, min, max, step, inputmode: "decimal" });
  return simple(field, (v) => v, (text) => {
    if (field.validity.badInput) return undefined;
    return text === "" ? null : Number(text);
  });
}

function range({ min, max, step }: Props): Editor {
  const field = h("input", { type: "range", class: "gk-control-range", min, max, step });
  const shown = h("output", { class: "gk-control-shown" });
  const show = () => (shown.value = field.value);
  field.addEventListener("input", show);
  const inner = simple(field, (v) => v, Number);
  const write = (value: unknown) => {
    inner.write(value);
    show();
  };
  return { ...inner, element: h("div", { class: "gk-control-slider" }, field, shown), write };
}

function checkbox(): Editor {
  const main = h("input", { type: "checkbox", class: "gk-control-box" });
  return {
    element: main,
    main,
    parts: [main],
    instant: true,
    read: () => main.checked,
    write: (value) => (main.checked = value === true),
  };
}

function select({ choices = [] }: Props): Editor {
  const main = h("select", { class: "gk-control-line" }, ...choices.map((label, i) => h("option", { value: i }, label)));
  return {
    element: main,
    main,
    parts: [main],
    instant: true,
    read: () => main.selectedIndex,
    write: (value) => (main.selectedIndex = Number(value)),
  };
}

/// Radio buttons, of which one is on, or boxes, of which any number is.
function options(type: "radio" | "checkbox", { choices = [] }: Props): Editor {
  const name = uniqueID();
  const parts = choices.map(() => h("input", { type, name, class: type === "radio" ? "gk-control-dot" : "gk-control-box" }));
  const rows = parts.map((part, i) => h("label", { class: "gk-control-option" }, part, h("span", {}, choices[i])));
  const main = h("fieldset", { class: "gk-control-options" }, h("div", { class: "gk-control-list" }, ...rows));
  const on = () => parts.flatMap((part, i) => (part.checked ? [i] : []));
  return {
    element: main,
    main,
    parts,
    group: true,
    instant: true,
    read: () => (type === "radio" ? (on()[0] ?? null) : on()),
    write: (value) => {
      const taken = Array.isArray(value) ? value : [value];
      parts.forEach((part, i) => (part.checked = taken.includes(i)));
    },
  };
}

function moment(type: string, { min, max }: Props, toLocal: (v: string) => string, toUTC: (v: string) => string): Editor {
  const bound = (value: unknown) => (typeof value === "string" ? toLocal(value) : undefined);
  const field = h("input", { type, class: "gk-control-line", min: bound(min), max: bound(max) });
  return simple(field, toLocal, (text) => {
    if (field.validity.badInput) return undefined;
    return text === "" ? null : toUTC(text);
  });
}
