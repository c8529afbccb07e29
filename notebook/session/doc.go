// Package session keeps notebooks open. A [Session] is the one writer of one
// notebook: it serves the pages (as the ref "notebook" of the hub), runs cells
// through an [Evaluator] and saves the file. [Run] runs a notebook without
// pages and without touching its file.
//
// # One writer
//
// All that happens to a notebook (a page's event, an output, the end of a run, a
// save) is a notice in the session's inbox, and one goroutine handles notices in
// order through [notebook.Apply]. Nothing it does waits: evaluations, saves and
// the ends of cells have goroutines of their own, which [Session.Close] waits for.
//
// # The file
//
// A change is saved when no other follows for [SaveDelay], and after
// [MaxSaveDelay] even if others do; before a run it is saved at once. So a
// process that is killed loses less than a second. The file is replaced
// atomically: at any moment it is the old version or the new one, whole, with
// the mode it had, and what a symbolic link points to is replaced, not the link.
// An attempt that does not succeed is shown to the pages and repeated.
//
// If the file on disk is not what the session last read or wrote, somebody else
// changed it. Their version is then kept beside the notebook as
// name.conflict-DATE-TIME.md before it is replaced, and the pages are told. (A
// program that writes in the instant between that look and the rename is not
// seen: file systems offer no way to.) Files changed while nothing is edited
// here are noticed by the next save.
//
// # Runs
//
// Cells run one at a time, in the order they were queued. When a cell does not
// end well, the queued cells below it are skipped. A runtime that ends takes its
// variables with it and nothing else: cells that ran become stale, and the next
// run starts a new one.
//
// # Read-only
//
// With a reason in [Options].ReadOnly nothing can be edited or run; the pages
// show the notebook and the reason.
//
// # Bounds
//
// Outputs that wait for the pages are joined and sent at most every
// [OutputDelay], streams at no more than [OutputRate]; 10,000 of them can wait,
// more are counted and not shown. 4,096 client messages can wait, more are
// answered with an error. An event of more than 8 MiB is refused.
package session
