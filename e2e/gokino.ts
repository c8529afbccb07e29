/// The programs under test, as child processes.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/// program is the path of a program that setup built.
export function program(name: string): string {
  return path.join(process.env["GOKINO_E2E_BIN"]!, name);
}

export interface Start {
  args?: string[];
  env?: Record<string, string>;
  cwd?: string;
}

/// Served is a running program that has printed the address it serves.
export class Served {
  /// What it has written so far, both streams.
  log = "";
  /// The printed address, token included.
  url = "";
  private ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, "exit");
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => (this.log += chunk));
    }
  }

  /// Starts a program and waits until it serves.
  static async start(name: string, { args = [], env = {}, cwd }: Start = {}): Promise<Served> {
    const child = spawn(program(name), args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(cwd ? { cwd } : {}),
    });
    const served = new Served(child);
    await served.announced();
    return served;
  }

  /// Scheme, host and port.
  get origin(): string {
    return new URL(this.url).origin;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get token(): string {
    return new URL(this.url).searchParams.get("token") ?? "";
  }

  get pid(): number {
    return this.child.pid!;
  }

  /// Ends it as Ctrl-C does and waits; the exit code.
  async stop(): Promise<number | null> {
    if (this.running) this.child.kill("SIGINT");
    await this.ended;
    return this.child.exitCode;
  }

  /// Ends it without a chance to do anything.
  async kill(): Promise<void> {
    if (this.running) this.child.kill("SIGKILL");
    await this.ended;
  }

  /// The processes it started, theirs too.
  descendants(): { pid: number; command: string }[] {
    return descendants(this.pid);
  }

  /// The process the notebook's cells live in.
  runtime(): number {
    const found = this.descendants().filter(({ command }) => command.includes("runtime"));
    if (found.length !== 1) throw new Error(`one runtime expected, found ${JSON.stringify(found)}`);
    return found[0]!.pid;
  }

  private get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private announced(): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = setTimeout(() => reject(new Error(`no address within a minute; it said:\n${this.log}`)), 60_000);
      const look = () => {
        const found = /http:\/\/\S+/.exec(this.log);
        // The line must be whole.
        if (!found || !this.log.slice(found.index).includes("\n")) return;
        this.url = found[0];
        clearTimeout(give);
        resolve();
      };
      this.child.stdout!.on("data", look);
      this.child.stderr!.on("data", look);
      this.child.once("exit", (code) => {
        clearTimeout(give);
        reject(new Error(`it ended with status ${code} before it served:\n${this.log}`));
      });
    });
  }
}

interface Process {
  pid: number;
  parent: number;
  command: string;
}

function descendants(of: number): Process[] {
  const all = processes();
  const found: Process[] = [];
  for (let parents = [of]; parents.length > 0; ) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map(({ pid }) => pid);
  }
  return found;
}

function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        if (state === "Z") return [];
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return []; // ended meanwhile
      }
    });
}

/// alive reports whether a process exists and has not ended.
export function alive(pid: number): boolean {
  return processes().some((process) => process.pid === pid);
}

export interface Finished {
  status: number;
  stdout: string;
  stderr: string;
}

/// run runs gokino to its end.
export function run(args: string[], { env = {}, cwd }: Start = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, timeout: 80_000, maxBuffer: 64 << 20, ...(cwd ? { cwd } : {}) };
    execFile(program("gokino"), args, options, (error, stdout, stderr) => {
      const status = error ? (typeof error.code === "number" ? error.code : -1) : 0;
      resolve({ status, stdout, stderr });
    });
  });
}
