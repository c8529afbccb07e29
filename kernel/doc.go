// Package kernel hosts live widgets: it is the part of gokino that is linked
// into the process where they live, be it the runtime of a notebook or a user's
// own server. It knows widgets only as mailboxes with a name (a ref).
//
// # The ordered line
//
// Everything between widgets and clients is a [Message], and for one ref
// messages keep their order from end to end. A widget answers a [Connect] with
// [Init]; where that message passes the hub the client joins the audience, so a
// client sees its init data first and every later [Broadcast] exactly once.
//
// # Ownership
//
// What code makes belongs to the [Scope] of the goroutine that makes it: in a
// notebook the evaluation of a cell, elsewhere the root. Closing a scope ends
// all of it and waits, bounded by a context (TestScopeClose, TestScopeCloseBounded).
// [Go] starts a function that a scope owns (TestTask, TestTaskLeft), [Scope.Once]
// makes a thing that there is one of in each (TestOnce). [Stop] ends the run of a cell
// with a message (TestStop).
//
// # Clients
//
// Who is here, and who comes and goes, is known whatever a page shows:
// [Kernel.Clients], [PresenceTopic] (control's TestClients).
//
// # Topics
//
// A value emitted by a widget is published on the topic named by its ref; Go
// code listens through a [Subscription], which never drops one and, over several
// topics, keeps what was published after another behind it (TestTopics,
// TestTopicsInOrder). All subscriptions of a topic read one chain of values; what
// all have read is let go (TestTopicsForget). A topic ends with its widget.
//
// # Values
//
// The values of inputs outlive the runs of their cells and stand still for a run
// of one: [Scope.Keep], [Scope.Frozen] (TestKeep, TestFrozenValues). Reading one
// binds a cell to it: [Scope.Bind], [Kernel.Bound] (TestOutdate).
//
// The kernel starts no goroutine for an idle widget, and runs no user code but
// in the goroutines of [Scope.Go] and [Scope.Close] and for who calls
// [Scope.Guard]; a widget's callbacks run where its [Turn] is taken.
package kernel
