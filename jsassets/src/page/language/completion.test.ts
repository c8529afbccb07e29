import assert from "node:assert/strict";
import { test } from "node:test";
import { goLanguage } from "@codemirror/lang-go";
import { ChangeSet, EditorState } from "@codemirror/state";
import { resultOf, worthAsking } from "./completion.ts";
import { mayVisit } from "./definition.ts";
import { sanitised, type Sink, type Source } from "./html.ts";
import { nameAt } from "./place.ts";
import type { Completions, Item } from "./messages.ts";

function go(doc: string): EditorState {
  return EditorState.create({ doc, extensions: goLanguage });
}

// The cursor is at the bar.
const places: [text: string, want: boolean][] = [
  ["fm|", true], ["x := str|", true], ["strings.|", true], ["strings.Re|", true], ["f().|", true], ["a[1].|", true], ['"x".|', true],
  ["é.Ü|", true], ["x1|", true], ["|", false], ["x := |", false], ["f(|", false], ["12|", false], ["1.|", false], ["0x1f|", false], ["1.5e|", false],
  ["// fm|", false], ["/* strings.| */", false], ['x := "str|ing"', false], ["x := `strings.|`", false],
  ['import "net/|"', true], ['import "|"', false], ["...|", false],
];

for (const [text, want] of places) {
  test(`${want ? "asks" : "does not ask"} unasked for completions of ${text}`, () => {
    assert.equal(worthAsking(go(text.replace("|", "")), text.indexOf("|")), want);
  });
}

function item(label: string, more: Partial<Item> = {}): Item {
  return { label, kind: "function", detail: "", insert: "", doc: "", edits: [], ...more };
}

test("an answer becomes a list that is narrowed here unless it is incomplete", () => {
  const answer: Completions = { from: 4, to: 6, items: [item("Zoo"), item("Ant", { insert: "Ant()" })], incomplete: false };
  const result = resultOf(answer, 6, async () => null);
  assert.deepEqual([result.from, result.to, result.options.map(({ label, sortText }) => [label, sortText])], [4, undefined, [["Zoo", "00000"], ["Ant", "00001"]]]);
  assert.match("Foo_ü1", result.validFor as RegExp);
  assert.doesNotMatch("a.b", result.validFor as RegExp);
  assert.equal(resultOf({ ...answer, incomplete: true }, 6, async () => null).validFor, undefined);
  assert.equal(resultOf({ ...answer, to: 8 }, 6, async () => null).to, 8);
});

test("an import's line keeps its place while one types on", () => {
  const edits = [{ from: 7, to: 7, insert: 'import "math/rand"\n' }];
  const result = resultOf({ from: 10, to: 12, items: [item("rand", { edits })], incomplete: false }, 12, async () => null);
  const moved = result.map!(result, ChangeSet.of({ from: 0, insert: "// x\n" }, 20))!;
  assert.equal((moved.options[0] as unknown as { edits: { from: number }[] }).edits[0]!.from, 12);
});

test("names are found where one points, not in texts and comments", () => {
  const doc = 'import "math/rand"\nx := rand.Intn(5) // rand';
  const at = (text: string, from = 0) => nameAt(go(doc), doc.indexOf(text, from) + 1);
  assert.deepEqual(at("rand.Intn"), { from: 24, to: 28 });
  assert.deepEqual(at("Intn"), { from: 29, to: 33 });
  assert.deepEqual(at("math/"), { from: 7, to: 18 });
  assert.equal(at("// rand"), null);
  assert.equal(at("rand", doc.indexOf("//")), null);
});

test("only ways to the web may be gone", () => {
  for (const url of ["https://pkg.go.dev/fmt", "http://x"]) assert.ok(mayVisit(url));
  for (const url of ["", "javascript:alert(1)", "//x", "data:text/html,x", " https://x"]) assert.ok(!mayVisit(url), url);
});

function element(name: string, children: Source[] = [], attributes: Record<string, string> = {}): Source {
  return { nodeType: 1, nodeName: name.toUpperCase(), textContent: "", childNodes: children, getAttribute: (key) => attributes[key] ?? null };
}

function words(text: string): Source {
  return { nodeType: 3, nodeName: "#text", textContent: text, childNodes: [] };
}

const html: Sink<string> = {
  text: (text) => text,
  element: (name, attributes, children) => {
    const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
    return `<${name}${written.join("")}>${children.join("")}</${name}>`;
  },
};

const documents: [name: string, nodes: Source[], want: string][] = [
  ["documentation stays", [element("p", [words("a "), element("code", [words("b")])]), element("h3", [words("c")])], "<p>a <code>b</code></p><h3>c</h3>"],
  ["links lead to the web", [element("a", [words("x")], { href: "https://go.dev", onclick: "y" })], '<a href="https://go.dev" target="_blank" rel="noopener noreferrer">x</a>'],
  ["other links lead nowhere", [element("a", [words("x")], { href: "javascript:alert(1)" }), element("a", [], { href: "/socket" })], "<a>x</a><a></a>"],
  ["attributes go", [element("p", [words("x")], { style: "position: fixed", id: "y", onmouseover: "z" })], "<p>x</p>"],
  ["unknown elements leave what they hold", [element("div", [element("b", [words("x")])]), element("img", [], { src: "x" })], "x"],
  ["scripts and styles go whole", [element("script", [words("x")]), element("style", [words("y")]), element("svg", [element("p")])], ""],
  ["comments go", [{ nodeType: 8, nodeName: "#comment", textContent: "x", childNodes: [] }], ""],
];

for (const [name, nodes, want] of documents) {
  test(`HTML: ${name}`, () => assert.equal(sanitised(nodes, html).join(""), want));
}

test("HTML that is nested without end is cut", () => {
  let node = words("x");
  for (let i = 0; i < 20_000; i++) node = element("p", [node]);
  assert.doesNotMatch(sanitised([node], html).join(""), /x/);
});
