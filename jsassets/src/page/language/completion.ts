/// Completion: the session's items in CodeMirror's list.

import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  moveCompletionSelection,
  pickedCompletion,
  selectedCompletion,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { Prec, type ChangeDesc, type EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, type Command } from "@codemirror/view";
import { h } from "../dom.ts";
import { goCode } from "./gocode.ts";
import { documentation } from "./html.ts";
import type { Completions, Edit, Item } from "./messages.ts";
import { through } from "./positions.ts";
import type { Place, Service } from "./service.ts";

/// An item in the list. Its edits are moved along with the text.
interface Option extends Completion {
  insert: string;
  edits: readonly Edit[];
}

/// completion offers names while they are typed in cell `id`, after a dot, and on Ctrl+Space.
export function completion(id: number, service: Service): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    if (!context.explicit && !worthAsking(context.state, context.pos)) return null;
    const place: Place = { id, source: context.state.doc.toString(), offset: context.pos };
    const answer = await service.complete(place, context.explicit);
    if (!answer || answer.items.length === 0 || answer.from > context.pos) return null;
    return resultOf(answer, context.pos, (item) => describe(service, place, item));
  };
  let shown = 0; // when the list came up
  const watch = EditorView.updateListener.of(({ state, startState }) => {
    if (selectedCompletion(state) && !selectedCompletion(startState)) shown = Date.now();
  });
  const enter: Command = (view) => Date.now() - shown > surprise && acceptUnlessWhole(view);
  return [
    autocompletion({ override: [source], defaultKeymap: false, activateOnTypingDelay: 60, interactionDelay: 0 }),
    watch,
    Prec.highest(keymap.of([...keys, { key: "Enter", run: enter }])),
  ];
}

/// A list that came up as Enter went down was not meant by it: milliseconds. Tab means it.
const surprise = 75;

/// Whether the list is on display: also one that is about to be replaced.
function onDisplay(view: EditorView): boolean {
  return view.dom.querySelector(".cm-tooltip-autocomplete") !== null;
}

const name = /(?:^|[^\p{L}\p{N}_.])[\p{L}_][\p{L}\p{N}_]*$/u;
const member = /[\p{L}\p{N}_)\]}"`]\s*\.[\p{L}\p{N}_]*$/u;
const number = /(?:^|[^\p{L}\p{N}_])\d[\w.]*$/u;

/// worthAsking reports whether what is before the cursor could be completed unasked: a name or
/// a dot, but not in comments, numbers and texts other than an import's.
export function worthAsking(state: EditorState, at: number): boolean {
  const line = state.doc.lineAt(at);
  const before = state.sliceDoc(line.from, at);
  const node = syntaxTree(state).resolveInner(at, -1);
  if (/Comment$/.test(node.name)) return false;
  if (/^(?:String|Rune)$/.test(node.name)) return node.parent?.name === "ImportSpec" && at > node.from && /[\w/]$/.test(before);
  return (name.test(before) || member.test(before)) && !number.test(before);
}

/// resultOf turns an answer into CodeMirror's form.
export function resultOf(answer: Completions, at: number, info: (item: Item) => Promise<Node | null>): CompletionResult {
  const options = answer.items.map((item, i): Option => ({
    label: item.label,
    detail: item.detail,
    type: item.kind,
    sortText: String(i).padStart(5, "0"), // among equals, the session's order
    insert: item.insert || item.label,
    edits: item.edits,
    apply: pick,
    info: () => info(item),
  }));
  return {
    from: answer.from,
    ...(answer.to > at && { to: answer.to }),
    options,
    ...(!answer.incomplete && { validFor: /^[\p{L}\p{N}_]*$/u }),
    map: moved,
  };
}

function moved(result: CompletionResult, changes: ChangeDesc): CompletionResult {
  const options = (result.options as Option[]).map((option) =>
    option.edits.length > 0 ? { ...option, edits: option.edits.map((edit) => through(edit, changes)) } : option,
  );
  return { ...result, options };
}

function pick(view: EditorView, picked: Completion, from: number, to: number): void {
  const { insert, edits } = picked as Option;
  const changes = view.state.changes([{ from, to, insert }, ...edits.map((edit) => ({ ...edit }))]);
  view.dispatch({
    changes,
    selection: { anchor: changes.mapPos(to, 1) },
    scrollIntoView: true,
    userEvent: "input.complete",
    annotations: pickedCompletion.of(picked),
  });
}

async function describe(service: Service, place: Place, item: Item): Promise<Node | null> {
  const html = await service.describe(place, item.label, item.detail);
  if (!html && !item.doc && item.detail.length < 24) return null; // the row says it all
  return h("div", { class: "gk-doc" }, head(item), html ? documentation(html) : item.doc && h("p", {}, item.doc));
}

/// An item as it would be declared.
function head({ label, kind, detail }: Item): Node | null {
  if (!detail || kind === "package" || kind === "module" || kind === "keyword") return null;
  if (detail.startsWith("(")) return goCode(`func ${label}${detail}`);
  return goCode(`${kind === "type" || kind === "interface" ? "type " : ""}${label} ${detail}`);
}

/// A name that is there in full needs no acceptance: Enter then is Enter.
const acceptUnlessWhole: Command = (view) => {
  const picked = selectedCompletion(view.state) as Option | null;
  const { head } = view.state.selection.main;
  const whole = picked && picked.edits.length === 0 && endsWith(view.state, head, picked.insert);
  if (whole) closeCompletion(view);
  return !whole && acceptCompletion(view);
};

function endsWith(state: EditorState, at: number, text: string): boolean {
  const before = state.sliceDoc(Math.max(0, at - text.length - 1), at);
  return before.endsWith(text) && !/[\p{L}\p{N}_]/u.test(before.slice(0, -text.length));
}

/// Escape closes the list; where none is on display it goes on to leave the cell.
const escape: Command = (view) => {
  const shown = onDisplay(view);
  closeCompletion(view);
  return shown;
};

/// While a list is on display Tab never indents, not even for one that is being replaced.
const tab: Command = (view) => acceptCompletion(view) || onDisplay(view);

const keys = [
  { key: "Ctrl-Space", run: startCompletion },
  { mac: "Alt-`", run: startCompletion },
  { mac: "Alt-i", run: startCompletion },
  { key: "Escape", run: escape },
  { key: "ArrowDown", run: moveCompletionSelection(true) },
  { key: "ArrowUp", run: moveCompletionSelection(false) },
  { key: "PageDown", run: moveCompletionSelection(true, "page") },
  { key: "PageUp", run: moveCompletionSelection(false, "page") },
  { key: "Tab", run: tab },
];
