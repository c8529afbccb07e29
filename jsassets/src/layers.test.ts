import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const src = dirname(fileURLToPath(import.meta.url));
const dist = join(src, "..", "dist");

function sources(folder: string): string[] {
  return readdirSync(join(src, folder))
    .filter((name) => name.endsWith(".ts") && !name.endsWith("test.ts"))
    .map((name) => join(folder, name));
}

function imports(file: string): string[] {
  return [...readFileSync(join(src, file), "utf8").matchAll(/(?:from |import\()"([^"\n]+)"/g)].map((match) => match[1]!);
}

// The order is link and frame, then builtin, then page, whose language knows no more of it than the data; a widget's frame must not carry the page along. Of builtin the page has the types alone: the modules are files of their own.
const allowed: Record<string, RegExp> = {
  link: /^\.\/[^/]+$/,
  frame: /^\.\/[^/]+$/,
  "page/language": /^(?:\.\/[^/]+|\.\.\/(?:dom|highlight|notebook|reading)\.ts|@codemirror\/[^/]+|@lezer\/[^/]+)$/,
  builtin: /^(?:\.\/[^.].*|\.\.\/frame\/context\.ts|\.\.\/page\/(?:ansi|dom|highlight|iframe|reading|scrolling|terminal|textchunks|language\/gocode)\.ts|[^.].*)$/,
  "builtin/control": /^(?:\.\/[^.].*|\.\.\/contract\.ts|\.\.\/\.\.\/page\/dom\.ts)$/,
  page: /^(?:\.\/(?:language\/)?[^/]+|\.\.\/link\/[^/]+|\.\.\/frame\/(?:messages|guest)\.ts|\.\.\/builtin\/(?:contract|forms)\.ts|@codemirror\/[^/]+|@lezer\/[^/]+)$/,
};

for (const [folder, pattern] of Object.entries(allowed)) {
  test(`${folder} imports only what it may`, () => {
    for (const file of sources(folder)) {
      for (const path of imports(file)) assert.match(path, pattern, `${file} imports ${path}`);
    }
  });
}

test("link knows no DOM", () => {
  for (const file of sources("link")) {
    assert.doesNotMatch(readFileSync(join(src, file), "utf8"), /\b(?:document|window|location)\./, file);
  }
});

test("files stay short", () => {
  for (const file of Object.keys(allowed).flatMap(sources)) {
    const lines = readFileSync(join(src, file), "utf8").split("\n").length;
    assert.ok(lines <= 400, `${file} has ${lines} lines`);
  }
});

// Sizes as they travel. The page's is the promise of the design; the others keep honest.
const budgets: [files: string[], kilobytes: number][] = [
  [["page.js", "page.css"], 250],
  [["frame.js", "frame.css"], 8],
  [["builtin-control.js"], 13],
  [["builtin-table.js"], 12],
  [["builtin-tree.js", "builtin-progress.js", "builtin-vega.js", "builtin-stats.js"], 12],
  [["builtin-vegalib.js.gz"], 280],
  [["builtin-markdown.js"], 48],
  [["builtin-math.js"], 80],
  [["embed.js"], 20],
];

for (const [files, kilobytes] of budgets) {
  test(`${files.join(" and ")}: at most ${kilobytes} KB with gzip`, () => {
    const size = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name)), { level: 9 }).length, 0);
    assert.ok(size <= kilobytes * 1024, `${size} bytes`);
  });
}
