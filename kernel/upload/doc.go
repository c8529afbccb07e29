// Package upload keeps the files that clients send to widgets, on disk, from the
// moment a widget grants one until it takes the grant back. It is the half of the
// host that every way of bringing bytes shares: package server feeds it from HTTP
// requests, package livetest from memory.
//
// A [Store] hears [kernel.Grant], [kernel.Revoke] and [kernel.Gone] on the line
// that a kernel speaks on, and answers with [kernel.Uploaded]. Bytes come by a
// [Transfer], which names a grant by its token.
//
// # Guarantees
//
//   - Only who knows a token that was granted, and is not revoked, sends anything,
//     and only once: an unknown, forged, revoked or used token is refused
//     (TestTokens).
//   - No more bytes than granted are written. One more, and the whole file is gone
//     (TestTooManyBytes).
//   - What was written stays when a connection breaks; the next transfer goes on at
//     the byte where it stopped, and ends one that still hangs (TestResume,
//     TestTakeOver).
//   - The widget hears of a file in order: how far it is, at most ten times a
//     second, and at last that it is there or that it will not come (TestProgress).
//   - A file is gone when its grant is revoked, its widget is gone, it failed, or
//     the store is closed; what a process left that was killed is removed by the
//     next store in the same folder (TestFilesGo, TestSweep).
//   - What is granted counts towards a limit for all and for each client
//     (TestQuota).
//
// No lock is held while a widget is told something.
package upload
