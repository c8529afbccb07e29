/// A TCP proxy in front of a program, for breaking connections without either end's doing.

import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export class Proxy {
  private readonly open = new Set<Socket>();
  private readonly held = new Set<() => void>();
  private refusing = false;
  private allowance = Infinity;
  private readonly server: Server;

  private constructor(private readonly target: number) {
    this.server = createServer((near) => this.join(near));
  }

  /// Starts a proxy to a port of this machine.
  static async to(target: number): Promise<Proxy> {
    const proxy = new Proxy(target);
    proxy.server.listen(0, "127.0.0.1");
    await once(proxy.server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /// Breaks every connection; refuses new ones until `restore`.
  cut(): void {
    this.refusing = true;
    for (const socket of this.open) socket.resetAndDestroy();
    this.held.clear();
  }

  restore(): void {
    this.refusing = false;
  }

  /// Lets each connection bring so many bytes from the browser and then holds it, until
  /// `release`.
  hold(bytes: number): void {
    this.allowance = bytes;
  }

  release(): void {
    this.allowance = Infinity;
    for (const resume of this.held) resume();
    this.held.clear();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, "close");
  }

  private join(near: Socket): void {
    if (this.refusing) return void near.resetAndDestroy();
    const far = connect(this.target, "127.0.0.1");
    this.count(near);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      this.open.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.open.delete(from);
        to.destroy();
      });
    }
  }

  /// Stops reading from a connection that has used its allowance up.
  private count(near: Socket): void {
    let bytes = 0;
    near.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes < this.allowance) return;
      const read = near.resume.bind(near);
      near.resume = () => near; // the pipe's wish to go on
      near.pause();
      this.held.add(() => {
        near.resume = read;
        read();
      });
    });
  }
}
