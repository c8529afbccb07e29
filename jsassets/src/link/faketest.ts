/// What tests of the link put in a server's place.

import { decodeAll } from "./decode.ts";
import { encode } from "./encode.ts";
import type { RawSocket } from "./socket.ts";

/// FakeServer hands out sockets and shows what was written to them.
export class FakeServer {
  readonly sockets: FakeSocket[] = [];

  open = (): RawSocket => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };

  get last(): FakeSocket {
    return this.sockets.at(-1)!;
  }
}

export class FakeSocket implements RawSocket {
  binaryType = "";
  onopen: RawSocket["onopen"] = null;
  onmessage: RawSocket["onmessage"] = null;
  onclose: RawSocket["onclose"] = null;
  closedWith: number | undefined;
  private written: unknown[] = [];

  send(bytes: Uint8Array): void {
    this.written.push(...decodeAll(bytes));
  }

  close(code?: number): void {
    this.closedWith = code ?? 1005;
  }

  /// The messages written since the last call.
  take(): unknown[] {
    return this.written.splice(0);
  }

  accept(): void {
    this.onopen?.({} as never);
  }

  /// Sends messages to the client as one socket message.
  tell(...messages: unknown[]): void {
    const parts = messages.map((message) => Buffer.from(encode(message)));
    this.raw(new Uint8Array(Buffer.concat(parts)).slice().buffer);
  }

  raw(data: unknown): void {
    this.onmessage?.({ data });
  }

  drop(code = 1006, reason = ""): void {
    this.onclose?.({ code, reason });
  }
}
