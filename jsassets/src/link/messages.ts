/// The messages of the page socket, typed, and what turns their MessagePack arrays into them.

import { DecodeError, decodeAll } from "./decode.ts";
import { Encoder, encode } from "./encode.ts";

/// The protocol version this page speaks.
export const version = 3;

/// What a client tells the hub about one view. Numbered, kept until acknowledged.
export type Body =
  /// `url` is the path and query the view is shown at, "" where it has none of its own.
  | { type: "connect"; ref: string; view: string; url: string }
  /// `call` is the number of the reply that is asked for, 0 for none.
  | { type: "event"; ref: string; view: string; event: string; payload: Uint8Array; call: number }
  | { type: "disconnect"; ref: string; view: string };

export type Welcome = { type: "welcome"; version: number; client: string; secret: string; resumed: boolean; handled: number };
export type Acked = { type: "acked"; handled: number };

/// What the hub sends about a widget. Both sides count these; they bear no number.
export type Sequenced =
  | { type: "init"; ref: string; view: string; payload: unknown; model: unknown }
  | { type: "event"; ref: string; event: string; payload: unknown }
  | { type: "gone"; ref: string; reason: string }
  | { type: "fail"; ref: string; view: string; message: string }
  /// The answer to the event that asked with this number; `error` is "" if it went well.
  | { type: "reply"; ref: string; view: string; call: number; payload: unknown; error: string }
  /// New values of the mirrored state.
  | { type: "model"; ref: string; patch: unknown }
  /// Something to do around the views of a ref.
  | { type: "act"; ref: string; action: string; payload: unknown };

export type ServerMessage = Welcome | Acked | Sequenced;

export function hello(client: string, secret: string, have: number): Uint8Array<ArrayBuffer> {
  return encode([0, version, client, secret, have]);
}

export function acknowledge(have: number): Uint8Array<ArrayBuffer> {
  return encode([4, have]);
}

/// numbered returns a body as its array, with the client's own message number.
export function numbered(n: number, body: Body): Uint8Array<ArrayBuffer> {
  switch (body.type) {
    case "connect":
      return encode([1, n, body.ref, body.view, body.url]);
    case "disconnect":
      return encode([3, n, body.ref, body.view]);
    case "event":
      return new Encoder()
        .array(7)
        .value(2)
        .value(n)
        .value(body.ref)
        .value(body.view)
        .value(body.event)
        .raw(body.payload)
        .value(body.call)
        .finish();
  }
}

/// parse returns the messages in one socket message, or throws DecodeError.
export function parse(bytes: Uint8Array): ServerMessage[] {
  return decodeAll(bytes).map(message);
}

function message(value: unknown): ServerMessage {
  if (!Array.isArray(value)) throw new DecodeError("a message is not an array");
  const [type, ...rest] = value as unknown[];
  const fields = new Fields(rest);
  switch (type) {
    case 0:
      return {
        type: "welcome",
        version: fields.number(0),
        client: fields.string(1),
        secret: fields.string(2),
        resumed: fields.boolean(3),
        handled: fields.number(4),
      };
    case 1:
      return { type: "init", ref: fields.string(0), view: fields.string(1), payload: binaryPair(fields.any(2)), model: fields.any(3) };
    case 2:
      return { type: "event", ref: fields.string(0), event: fields.string(1), payload: binaryPair(fields.any(2)) };
    case 3:
      return { type: "gone", ref: fields.string(0), reason: fields.string(1) };
    case 4:
      return { type: "fail", ref: fields.string(0), view: fields.string(1), message: fields.string(2) };
    case 5:
      return { type: "acked", handled: fields.number(0) };
    case 6:
      return {
        type: "reply",
        ref: fields.string(0),
        view: fields.string(1),
        call: fields.number(2),
        payload: binaryPair(fields.any(3)),
        error: fields.string(4),
      };
    case 7:
      return { type: "act", ref: fields.string(0), action: fields.string(1), payload: fields.any(2) };
    case 8:
      return { type: "model", ref: fields.string(0), patch: fields.any(1) };
    default:
      throw new DecodeError(`message type ${String(type)} is unknown`);
  }
}

/// The fields after a message's type. Further ones are allowed: a newer server may add them.
class Fields {
  constructor(private readonly values: unknown[]) {}

  any(at: number): unknown {
    if (at >= this.values.length) throw new DecodeError(`a message lacks field ${at + 1}`);
    return this.values[at];
  }

  number(at: number): number {
    const value = this.any(at);
    if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new DecodeError(`field ${at + 1} is not a number`);
    return value;
  }

  string(at: number): string {
    const value = this.any(at);
    if (typeof value !== "string") throw new DecodeError(`field ${at + 1} is not a string`);
    return value;
  }

  boolean(at: number): boolean {
    const value = this.any(at);
    if (typeof value !== "boolean") throw new DecodeError(`field ${at + 1} is not a boolean`);
    return value;
  }
}

/// Kino's binary payload: of [info, bytes] the second element reaches a widget as an ArrayBuffer.
function binaryPair(payload: unknown): unknown {
  if (Array.isArray(payload) && payload.length === 2 && payload[1] instanceof Uint8Array) {
    const bytes = payload[1];
    return [payload[0], bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)];
  }
  return payload;
}
