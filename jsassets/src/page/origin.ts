/// How a page reaches the server that serves it.

import type { SocketOptions } from "../link/socket.ts";

/// linkOptions returns what a Link needs for the server at `origin`: an absolute URL
/// without a final slash.
export function linkOptions(origin: string): Omit<SocketOptions, "listener"> {
  return {
    url: `${origin.replace(/^http/, "ws")}/socket`,
    probe: async () => (await fetch(`${origin}/socket`, { cache: "no-store", credentials: "same-origin" })).status,
  };
}
