/// One reliable line to the hub over WebSockets that come and go. What is sent arrives once
/// and in order, what is received is seen once and in order, for as long as the server
/// remembers this client; when it does not, `reset` says so.

import { Backoff } from "./backoff.ts";
import { acknowledge, hello, parse, version, type Body, type Sequenced, type ServerMessage, type Welcome } from "./messages.ts";
import { Pending, type Sent } from "./pending.ts";

/// The part of a WebSocket that is used here.
export interface RawSocket {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/// - connecting: a socket is being opened, for the first time or again;
/// - open: the hub has welcomed this client;
/// - waiting: the connection is lost, the next attempt is due at `retryAt` (Unix ms);
///   `reason` is what the server said, often nothing;
/// - denied: the server does not accept this page's token; nothing more is tried;
/// - closed: closed from this side.
export type Connection =
  | { phase: "connecting" | "open" | "denied" | "closed" }
  | { phase: "waiting"; retryAt: number; reason: string };

export interface Listener {
  /// A sequenced message, each once and in order.
  message(message: Sequenced): void;
  /// The server knows none of this client's views (any more). Returns what connects them
  /// again; that is sent before whatever is still waiting.
  reset(): Body[];
  connection(connection: Connection): void;
  /// A message will never be handled. Of perishable ones only those that were refused.
  dropped(sent: Sent, reason: string): void;
}

export interface SocketOptions {
  url: string;
  listener: Listener;
  /// Opens a socket. Nil opens a WebSocket.
  open?: (url: string) => RawSocket;
  /// The HTTP status the server answers at the socket's address: a WebSocket that was
  /// refused does not tell. Nil never finds a page denied.
  probe?: () => Promise<number>;
  random?: () => number;
}

/// Close codes of the page socket.
export const closeCodes = { protocol: 4001, outboxFull: 4002, replaced: 4003, closing: 4004, tooLarge: 4005 } as const;

const welcomeWithin = 10_000;
const steadyAfter = 5_000;
const ackedWithin = 20_000;
const ackEvery = 64;
const ackWithin = 1_000;

export class Socket {
  private raw: RawSocket | null = null;
  private welcomed = false;
  private name = "";
  private remembered = false; // some server has welcomed this page before
  private secret = "";
  private have = 0;
  private unacked = 0;
  private flushing = false;
  private connection: Connection = { phase: "closed" };
  private readonly pending = new Pending();
  private readonly backoff: Backoff;
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly options: SocketOptions) {
    this.backoff = new Backoff(options.random);
  }

  /// The name the server gave this client, "" before the first welcome.
  get client(): string {
    return this.name;
  }

  get phase(): Connection["phase"] {
    return this.connection.phase;
  }

  /// Opens the line. It stays open, over reconnections, until close.
  start(): void {
    if (this.phase === "closed") this.dial();
  }

  /// Tries now instead of when the wait is over.
  hurry(): void {
    if (this.phase === "waiting" || this.phase === "denied") this.dial();
  }

  close(): void {
    this.abandon(1000);
    for (const name of [...this.timers.keys()]) this.cancel(name);
    this.announce({ phase: "closed" });
  }

  /// Sends a message, now or when the connection is back. A perishable one is dropped when
  /// the server has forgotten this client's views meanwhile.
  send(body: Body, perishable = false): Sent {
    const sent = this.pending.add(body, perishable);
    if (sent.state === "dropped") this.options.listener.dropped(sent, "too much is waiting to be sent");
    this.flush();
    return sent;
  }

  private dial(): void {
    this.cancel("retry");
    this.welcomed = false;
    this.announce({ phase: "connecting" });
    const raw = (this.options.open ?? openWebSocket)(this.options.url);
    this.raw = raw;
    raw.binaryType = "arraybuffer";
    raw.onopen = () => raw === this.raw && raw.send(hello(this.name, this.secret, this.have));
    raw.onmessage = (event) => raw === this.raw && this.receive(event.data);
    raw.onclose = (event) => raw === this.raw && this.closed(event.code, event.reason);
    this.after("welcome", welcomeWithin, () => this.lose());
  }

  private receive(data: unknown): void {
    let messages: ServerMessage[];
    try {
      if (!(data instanceof ArrayBuffer)) throw new TypeError("a socket message is not binary");
      messages = parse(new Uint8Array(data));
    } catch (error) {
      return this.violated(error);
    }
    const raw = this.raw;
    this.cancel("silence");
    for (const message of messages) {
      if (this.raw !== raw) return;
      this.handle(message);
    }
    this.expectAck();
  }

  private handle(message: ServerMessage): void {
    if (message.type === "welcome") return this.welcome(message);
    if (!this.welcomed) return this.violated(new Error(`${message.type} before welcome`));
    if (message.type === "acked") return this.pending.handled(message.handled);
    this.have++;
    this.owe();
    try {
      this.options.listener.message(message);
    } catch (error) {
      console.error("gokino: handling a message:", error); // one view's fault is not the line's
    }
  }

  private welcome(message: Welcome): void {
    if (message.version !== version) return this.violated(new Error(`the server speaks version ${message.version}`));
    const known = message.client === this.name;
    const first = !this.remembered;
    if (message.resumed && !known) return this.violated(new Error("another client was resumed"));
    if (known) this.pending.handled(message.handled);
    this.remembered = true;
    this.name = message.client;
    this.secret = message.secret;
    this.welcomed = true;
    this.unacked = 0;
    this.cancel("welcome");
    this.after("steady", steadyAfter, () => this.backoff.reset());
    if (message.resumed) this.pending.rewind();
    else this.restart(message.handled, known || first);
    this.announce({ phase: "open" });
    this.write();
  }

  /// The server holds no views of this client. Events it has not handled are still worth
  /// sending if it is the same server (`same`); a new one has none of the widgets they meant.
  private restart(handled: number, same: boolean): void {
    this.have = 0;
    const connects = this.options.listener.reset();
    const dropped = this.pending.restart(
      handled,
      connects,
      (sent) => sent.body.type === "event" && same && !sent.perishable,
    );
    for (const sent of dropped) {
      if (sent.body.type === "event" && !sent.perishable) this.options.listener.dropped(sent, "the server has restarted");
    }
  }

  private closed(code: number, reason: string): void {
    this.raw = null;
    this.cancel("welcome", "steady", "ack", "silence");
    if (code === closeCodes.protocol || code === closeCodes.replaced) this.forget();
    if (code === closeCodes.tooLarge) {
      const sent = this.pending.dropLargest();
      if (sent) this.options.listener.dropped(sent, "the message is larger than the server accepts");
    }
    const refused = !this.welcomed && code === 1006;
    this.welcomed = false;
    this.retry(reason);
    if (refused) void this.probe();
  }

  private retry(reason: string): void {
    const wait = this.backoff.next();
    this.after("retry", wait, () => this.dial());
    this.announce({ phase: "waiting", retryAt: Date.now() + wait, reason });
  }

  private async probe(): Promise<void> {
    const status = await this.options.probe?.().catch(() => 0);
    if ((status !== 401 && status !== 403) || this.welcomed || this.phase === "closed") return;
    this.abandon(1000);
    this.cancel("retry", "welcome");
    this.announce({ phase: "denied" });
  }

  /// What arrived is not the protocol: start over as a new client, since the same bytes
  /// would come again.
  private violated(error: unknown): void {
    console.error("gokino: page socket:", error);
    this.forget();
    this.lose(closeCodes.protocol);
  }

  private lose(code = 4000): void {
    this.abandon(code);
    this.closed(code === closeCodes.protocol ? code : 1006, "");
  }

  private forget(): void {
    this.name = ""; // a welcome now names another client, so nothing old is resent
    this.secret = "";
    this.have = 0;
  }

  private abandon(code: number): void {
    const raw = this.raw;
    this.raw = null;
    raw?.close(code);
  }

  /// Several sends of one task leave as one socket message.
  private flush(): void {
    if (this.flushing || !this.welcomed) return;
    this.flushing = true;
    queueMicrotask(() => {
      this.flushing = false;
      this.write();
    });
  }

  private write(): void {
    if (!this.welcomed || !this.raw) return;
    for (const bytes of this.pending.unwritten()) this.raw.send(bytes);
    this.expectAck();
  }

  /// A network that is gone without a word shows in messages that nobody acknowledges.
  private expectAck(): void {
    if (!this.welcomed || this.pending.empty || this.timers.has("silence")) return;
    this.after("silence", ackedWithin, () => this.lose());
  }

  private owe(): void {
    if (++this.unacked >= ackEvery) this.ack();
    else if (!this.timers.has("ack")) this.after("ack", ackWithin, () => this.ack());
  }

  private ack(): void {
    this.cancel("ack");
    this.unacked = 0;
    if (this.welcomed) this.raw?.send(acknowledge(this.have));
  }

  private announce(connection: Connection): void {
    this.connection = connection;
    this.options.listener.connection(connection);
  }

  private after(name: string, delay: number, then: () => void): void {
    this.cancel(name);
    this.timers.set(name, setTimeout(() => {
      this.timers.delete(name);
      then();
    }, delay));
  }

  private cancel(...names: string[]): void {
    for (const name of names) {
      clearTimeout(this.timers.get(name));
      this.timers.delete(name);
    }
  }
}

function openWebSocket(url: string): RawSocket {
  return new WebSocket(url) as unknown as RawSocket;
}
