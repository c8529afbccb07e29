/// Before the first spec: builds the programs once, and the runtime that all notebooks share,
/// so that no spec waits for the standard library to compile. With GOKINO_E2E_BIN set, the
/// programs in that folder are used as they are.

import { execFileSync, type ExecFileSyncOptions } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..");

export default function setup(): () => void {
  if (!process.env["GOKINO_KINO_ASSETS"]) {
    console.log("kino.spec.ts is skipped: GOKINO_KINO_ASSETS names no folder lib/assets of github.com/livebook-dev/kino");
  }
  if (!process.env["GOKINO_ANYWIDGETS"]) {
    console.log("published anywidgets are skipped: GOKINO_ANYWIDGETS names no folder with drawdata and wigglystuff (make test-e2e sets it)");
  }
  if (process.env["GOKINO_E2E_BIN"]) return () => undefined;
  const bin = mkdtempSync(path.join(tmpdir(), "gokino-e2e-"));
  process.env["GOKINO_E2E_BIN"] = bin;
  const examples = readdirSync(path.join(root, "examples"))
    .filter((name) => existsSync(path.join(root, "examples", name, "main.go")))
    .map((name) => `./examples/${name}`);
  const options: ExecFileSyncOptions = { cwd: root, stdio: ["ignore", "ignore", "inherit"] };
  execFileSync("go", ["build", "-o", `${bin}${path.sep}`, "./cmd/gokino", "./e2e/kino", "./e2e/site", ...examples], options);
  const warm = path.join(bin, "warm.md");
  writeFileSync(warm, "```go\n1\n```\n");
  execFileSync(path.join(bin, "gokino"), ["run", warm], options);
  return () => rmSync(bin, { recursive: true, force: true });
}
