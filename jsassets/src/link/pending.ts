/// The client's own messages: numbered, kept until the server has handled them.

import { numbered, type Body } from "./messages.ts";

/// One message on its way. `state` changes once, from pending to what became of it.
export interface Sent {
  readonly body: Body;
  readonly perishable: boolean;
  state: "pending" | "handled" | "dropped";
}

/// The most messages and bytes kept for a server that cannot be reached.
const maxMessages = 4096;
const maxBytes = 16 << 20;

/// The most bytes of several messages joined into one socket message.
const joinBelow = 64 << 10;

/// Pending holds messages in the order of their numbers and knows which have been written
/// to the present socket.
export class Pending {
  private waiting: { n: number; sent: Sent; encoded: Uint8Array<ArrayBuffer> }[] = [];
  private last = 0;
  private bytes = 0;
  private written = 0;

  /// Adds a message, or returns it as dropped when the bound is reached.
  add(body: Body, perishable: boolean): Sent {
    const sent: Sent = { body, perishable, state: "pending" };
    const encoded = numbered(this.last + 1, body);
    if (body.type === "event" && (this.waiting.length >= maxMessages || this.bytes + encoded.length > maxBytes)) {
      sent.state = "dropped";
      return sent;
    }
    this.last++;
    this.bytes += encoded.length;
    this.waiting.push({ n: this.last, sent, encoded });
    return sent;
  }

  /// Whether the server has handled all there was.
  get empty(): boolean {
    return this.waiting.length === 0;
  }

  /// The server has handled everything up to and including n.
  handled(n: number): void {
    let count = 0;
    for (; count < this.waiting.length && this.waiting[count]!.n <= n; count++) {
      this.waiting[count]!.sent.state = "handled";
      this.bytes -= this.waiting[count]!.encoded.length;
    }
    this.waiting.splice(0, count);
    this.written = Math.max(0, this.written - count);
  }

  /// Nothing has been written to the new socket yet.
  rewind(): void {
    this.written = 0;
  }

  /// Starts anew behind number n: first the given messages, then those that `keep` names.
  /// The rest are dropped and returned.
  restart(n: number, firstBodies: Body[], keep: (sent: Sent) => boolean): Sent[] {
    const before = this.waiting.map((entry) => entry.sent);
    const kept = before.filter(keep);
    const dropped = before.filter((sent) => !kept.includes(sent));
    for (const sent of dropped) sent.state = "dropped";
    const firsts = firstBodies.map((body): Sent => ({ body, perishable: true, state: "pending" }));
    this.last = n;
    this.written = 0;
    this.bytes = 0;
    this.waiting = [...firsts, ...kept].map((sent) => {
      const encoded = numbered(++this.last, sent.body);
      this.bytes += encoded.length;
      return { n: this.last, sent, encoded };
    });
    return dropped;
  }

  /// Drops the message with the most bytes: the one a server refused as too large.
  dropLargest(): Sent | undefined {
    const events = this.waiting.filter((entry) => entry.sent.body.type === "event");
    const largest = events.reduce((a, b) => (b.encoded.length > a.encoded.length ? b : a), events[0]!);
    if (!largest) return undefined;
    largest.sent.state = "dropped";
    // Its number must still be spent: the server expects an unbroken row.
    const body: Body = { type: "disconnect", ref: "", view: "" };
    const encoded = numbered(largest.n, body);
    this.bytes += encoded.length - largest.encoded.length;
    this.waiting = this.waiting.map((entry) =>
      entry === largest ? { n: entry.n, encoded, sent: { body, perishable: true, state: "pending" } } : entry,
    );
    return largest.sent;
  }

  /// The bytes to write next, as few socket messages as the size bound allows.
  *unwritten(): Generator<Uint8Array<ArrayBuffer>> {
    while (this.written < this.waiting.length) {
      const parts = [this.waiting[this.written++]!.encoded];
      let size = parts[0]!.length;
      while (this.written < this.waiting.length) {
        const following = this.waiting[this.written]!.encoded;
        if (size + following.length > joinBelow) break;
        size += following.length;
        parts.push(following);
        this.written++;
      }
      yield parts.length === 1 ? parts[0]! : joined(parts, size);
    }
  }
}

function joined(parts: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
