// Package server brings widgets to browsers over net/http: the socket of a page,
// the frames that widgets run in, their assets, and the notebook page. It is the
// only package that knows HTTP and WebSocket; what travels is [kernel.Message]
// on one side and bytes on the other.
//
// # In a program of one's own
//
//	w := live.New(counter{}, 10, live.Options{Assets: assets})
//	gokino := server.New(server.Options{})
//	defer gokino.Close()
//	mux.Handle("/gokino/", gokino)
//	mux.Handle("/", gokino.Page("Counter", w))
//
// or, in a template of one's own, [Server.Tag]. Who may see the pages is the
// program's affair; the socket accepts only pages of the same origin.
//
// # Goroutines
//
// One goroutine reads each page's socket. It also runs the callbacks that the
// page's events cause, which saves waking another, and hands the socket on where
// one takes long: a callback that blocks holds up no other widget (TestLend,
// TestLendBlocked).
//
// # Files
//
// What a widget grants a client to send comes by PUT, is counted, and goes to the
// disk as it comes; memory does not grow with it (TestUpload, TestUploadMemory). A
// lost connection is gone on with (TestUploadResume). [Options.Uploads] has the
// folder and the limits; docs/protocol.md the requests.
//
// # The gate
//
// Every request passes one gate before anything else: the Host must be a name
// the server is meant to have, the Origin must be the server's own, and where
// [Options.Token] is set the request must bear it (TestGate, TestPathTricks). Only the frames' static files
// are open to all, because a frame's origin is opaque by design: they hold no
// secrets, and are served with a sandbox policy, so that opened as a page of
// their own they still cannot act in the server's name.
package server
