// Package hub stands between widgets and the pages that show them. It knows
// clients (pages), audiences (which clients show which ref) and outboxes (what
// each client has still to receive); it never looks into a payload and does not
// know what an event means.
//
// # Guarantees
//
//   - A client receives what is addressed to it in the order [Hub.Handle] was
//     called for its ref: the init data first, then every broadcast once
//     (TestJoinRule).
//   - A lost connection loses nothing for [Options.Grace]: a client that comes
//     back with its secret receives what it had not, and what it sends again is
//     handled once. Where the outbox no longer holds it all, the client is told
//     and connects its views anew; it keeps its name, its origin (TestResume,
//     TestAfresh, TestDedupe).
//   - Who is here is told for each client in order: a client is here while it has a
//     connection; one that takes another's place is no news (TestPresence).
//   - A client's own message may be handled by who received it; what the client
//     hears of it leaves as one socket message, and nobody else waits (TestTurn).
//   - A client that does not read hurts only itself: outboxes are bounded in
//     messages and bytes, a full one closes the connection with
//     [CloseOutboxFull]. The hub never waits for a client (TestOutboxFull).
//
// # Language
//
// Pages speak MessagePack arrays; docs/protocol.md describes them. Messages to a
// page bear no number: both sides count those that matter, so a broadcast is
// encoded once for all.
package hub
