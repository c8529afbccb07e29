// Builds jsassets/dist from jsassets/src. The names in dist are stable and its bytes depend
// only on the sources and the locked packages, so dist is committed. With --check it builds
// aside and compares instead: exit status 1 says that dist is stale.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const src = join(here, "src");
const dist = join(here, "dist");

const shared = {
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none", // LICENSES.txt names them all
  target: ["chrome123", "firefox120", "safari17.5"], // light-dark() is the newest thing in the style sheets
  absWorkingDir: root,
  metafile: true,
  write: false,
  logLevel: "warning",
};

// Imports ending in ?text are the file's text, minified.
const textImports = {
  name: "text",
  setup(builder) {
    builder.onResolve({ filter: /\.css\?text$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/\?text$/, "")),
      namespace: "text",
    }));
    builder.onLoad({ filter: /.*/, namespace: "text" }, async ({ path }) => {
      const { outputFiles } = await build({ ...shared, entryPoints: [path], outdir: "out" });
      return { contents: outputFiles[0].text.trim(), loader: "text" };
    });
  },
};

const entries = [
  { entryPoints: [{ in: join(src, "page/main.ts"), out: "page" }], format: "esm" },
  { entryPoints: [{ in: join(src, "page/page.css"), out: "page" }], external: ["./icon.svg"] },
  { entryPoints: [{ in: join(src, "frame/main.ts"), out: "frame" }], format: "esm" },
  { entryPoints: [{ in: join(src, "frame/frame.css"), out: "frame" }] },
  { entryPoints: [{ in: join(src, "embed.ts"), out: "embed" }], format: "iife", plugins: [textImports] },
];

// Every module of src/builtin but the contract becomes a file of its own; their parts are in folders.
const builtins = (await readdir(join(src, "builtin")))
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "contract.ts" && name !== "forms.ts")
  .map((name) => name.slice(0, -".ts".length))
  .sort();

// Those that are embedded compressed.
const large = new Set(["vegalib"]);

const builtinEntry = (name) => ({
  entryPoints: [{ in: join(src, "builtin", `${name}.ts`), out: `builtin-${name}` }],
  format: "esm",
  plugins: [textImports],
});

// What draws diagrams, in a sandboxed frame. It is large: it is embedded compressed. What few
// diagrams need and much space is left out; they say so when they are drawn.
const withoutHeavy = {
  name: "without",
  setup(builder) {
    builder.onResolve({ filter: /elkjs|\/elk-|katex|cytoscape-fcose|architectureDiagram/ }, ({ path }) => ({ path, namespace: "without" }));
    builder.onLoad({ filter: /.*/, namespace: "without" }, () => ({
      contents: 'throw new Error("gokino draws no such diagrams"); export default null; export const diagram = null;',
    }));
  },
};

const mermaid = {
  entryPoints: [{ in: join(src, "diagram/mermaid.ts"), out: "mermaid" }],
  format: "esm",
  plugins: [withoutHeavy],
};

async function buildInto(folder) {
  await mkdir(folder, { recursive: true });
  for (const name of await built(folder)) await rm(join(folder, name), { recursive: true });
  const packages = new Set();
  // The bytes of the file; a large one is packed.
  const bundle = async (entry, large = false) => {
    const result = await build({ ...shared, ...entry, outdir: folder });
    const files = result.outputFiles.map(({ path, contents }) =>
      large ? { path: `${path}.gz`, contents: gzipSync(contents, { level: 9 }) } : { path, contents },
    );
    for (const file of files) await writeFile(file.path, file.contents);
    for (const input of Object.keys(result.metafile.inputs)) {
      const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (name) packages.add(name);
    }
    return files[0].contents;
  };
  const hashes = {};
  for (const name of builtins) hashes[name] = hash(await bundle(builtinEntry(name), large.has(name)));
  const define = { GOKINO_BUILTINS: JSON.stringify(hashes) };
  for (const entry of entries) await bundle({ define, ...entry });
  await bundle(mermaid, true);
  await cp(join(src, "icon.svg"), join(folder, "icon.svg"));
  await writeFile(join(folder, "LICENSES.txt"), await licenses([...packages].sort()));
}

// What package server puts into URLs, so that browsers keep the file.
function hash(contents) {
  return createHash("sha256").update(contents).digest("hex").slice(0, 12);
}

async function licenses(packages) {
  const parts = ["The files in this folder contain these packages.\n"];
  for (const name of packages) {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    const text = (await readFile(join(folder, file), "utf8")).replace(/\r\n/g, "\n").trim();
    parts.push(`${"=".repeat(72)}\n${name} ${version} (${license})\n\n${text}\n`);
  }
  return parts.join("\n");
}

// built lists what a build has put into folder: all but the Go file that embeds it.
async function built(folder) {
  return (await readdir(folder)).filter((name) => !name.endsWith(".go")).sort();
}

async function contents(folder) {
  const names = await built(folder);
  return new Map(await Promise.all(names.map(async (name) => [name, await bytes(join(folder, name))])));
}

// bytes are a file's content, of a compressed one what is in it: how well it is compressed
// depends on Node.
async function bytes(name) {
  const read = await readFile(name);
  return name.endsWith(".gz") ? gunzipSync(read) : read;
}

async function check() {
  const folder = await mkdtemp(join(tmpdir(), "gokino-dist-"));
  try {
    await buildInto(folder);
    const [fresh, committed] = [await contents(folder), await contents(dist)];
    const names = [...new Set([...fresh.keys(), ...committed.keys()])];
    return names.filter((name) => !fresh.has(name) || !committed.has(name) || !fresh.get(name).equals(committed.get(name)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv.includes("--check")) {
  const stale = await check();
  for (const name of stale) console.error(`${relative(root, join(dist, name))} is stale: run npm run build`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  await buildInto(dist);
}
