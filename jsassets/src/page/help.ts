/// All keys of the page, in a dialog.

import { button } from "./buttons.ts";
import { h } from "./dom.ts";

type Shortcut = [keys: string, does: string];

const groups: readonly [title: string, shortcuts: readonly Shortcut[]][] = [
  [
    "Running",
    [
      ["Mod+Enter", "Run the cell"],
      ["Shift+Enter", "Run it and go to the next"],
      ["Alt+Enter", "Run it and add a cell below"],
      ["Mod+S", "Format all code and save"],
    ],
  ],
  [
    "Code",
    [
      ["Ctrl+Space", "Complete"],
      ["Tab", "Accept a completion, or indent"],
      ["Ctrl+Shift+Space", "Show the call's parameters"],
      ["F1", "Show what is at the cursor"],
      ["F12", "Go to definition, also Mod+click"],
      ["F2", "Rename in all cells"],
      ["F8", "Next problem; with Shift the one before"],
      ["Shift+Alt+F", "Format the cell"],
      ["Mod+/", "Comment or uncomment"],
    ],
  ],
  [
    "Cells",
    [
      ["Escape", "Leave the editor"],
      ["Enter", "Enter the editor"],
      ["↑ ↓", "Cell above, cell below"],
      ["Alt+↑ Alt+↓", "Move the cell"],
      ["A B", "Add a cell above, below"],
      ["?", "Show these keys"],
    ],
  ],
];

export class Help {
  readonly element: HTMLDialogElement;

  constructor() {
    const title = h("h2", { id: "help-title" }, "Keyboard shortcuts");
    const close = button({ name: "Close", icon: "close", press: () => this.element.close() });
    this.element = h(
      "dialog",
      { class: "help", "aria-labelledby": "help-title", onclick: (event: MouseEvent) => this.outside(event) },
      h("header", {}, title, close),
      h("div", { class: "help-groups" }, ...groups.map(([name, shortcuts]) => group(name, shortcuts))),
    );
  }

  open(): void {
    if (!this.element.open) this.element.showModal();
  }

  /// The backdrop counts as the dialog itself; its content does not.
  private outside(event: MouseEvent): void {
    if (event.target === this.element) this.element.close();
  }
}

function group(name: string, shortcuts: readonly Shortcut[]): HTMLElement {
  const rows = shortcuts.flatMap(([keys, does]) => [h("dt", {}, ...keys.split(" ").map(combination)), h("dd", {}, local(does))]);
  return h("section", {}, h("h3", {}, name), h("dl", {}, ...rows));
}

function combination(keys: string): HTMLElement {
  return h("span", {}, ...keys.split("+").map((key) => h("kbd", {}, local(key))));
}

/// The names of keys here.
function local(words: string): string {
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  return words.replace(/\bMod\b/g, mac ? "⌘" : "Ctrl").replace(/\bAlt\b/g, mac ? "⌥" : "Alt");
}
