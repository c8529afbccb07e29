// Package live is what a widget's author imports: live widgets whose server
// half is Go and whose browser half is plain JavaScript.
//
// A widget is a definition, a stateless type with callbacks, and a state, a
// plain struct. [New] starts one:
//
//	type counter struct{}
//	type state struct{ Count int }
//
//	func (counter) Init(ctx *live.Context[state], start int) error {
//		ctx.Assigns.Count = start
//		return nil
//	}
//	func (counter) HandleConnect(ctx *live.Context[state]) (any, error) {
//		return ctx.Assigns.Count, nil
//	}
//	func (counter) HandleEvent(ctx *live.Context[state], event string, p live.Payload) error {
//		var by int
//		if err := p.Decode(&by); err != nil {
//			return err
//		}
//		ctx.Assigns.Count += by
//		ctx.BroadcastEvent("count", ctx.Assigns.Count)
//		return nil
//	}
//
//	w := live.New(counter{}, 10, live.Options{Assets: jsassets.Inline("main.js", js)})
//
// Only HandleConnect is required. The others are optional interfaces, named
// after the callback: [Initializer], [EventHandler], [CastHandler],
// [CallHandler], [InfoHandler], [ParamsHandler], [ChangeHandler],
// [DisconnectHandler], [Exporter], [Terminator]. A method with one of their names
// and another signature is refused by New.
//
// Fields of the state with the tag live are mirrored: live:"count" is
// ctx.model.get("count") in JavaScript, live:"count,readonly" too, but cannot be
// written there.
//
// # Guarantees
//
//   - A widget's callbacks run one at a time, in the order its messages came;
//     the state needs no lock (TestOrder). They may take any time, and end their
//     goroutine, without holding up anything but their own widget, wherever they
//     run (TestTurn; TestLendBlocked in package server).
//   - What a callback broadcasts, sends and emits leaves at once and in that
//     order. Payloads are encoded before the call returns: the widget may change
//     them afterwards (TestSending).
//   - A client sees the data of HandleConnect first and every later broadcast
//     exactly once.
//   - An error or panic in a callback is shown to the client that caused it and
//     in the cell that made the widget; the widget lives on, but is closed after
//     [MaxPanics] panics in a row (TestFailures, TestMaxPanics).
//   - An idle widget has no goroutine and no timer (TestIdleWidget).
//   - What a callback wants of pages (title, flash, address, a reply) happens when
//     it has ended well, all of it in one order, or not at all (TestPushEvent,
//     TestPageTitle).
//   - When a ping is answered, all that its page pushed before has been handled:
//     what a cell reads after it is what its user saw (TestPing).
//   - A widget's export is made when it is asked for, from its state of now, in its
//     own line; who asks does not wait for long (TestExport, TestExportFails).
//   - Timers, subscriptions and calls that wait for an answer end with the widget
//     (TestSendAfterTheEnd, TestRepeatEnds, TestSubscribe, TestReplyLater).
//   - With [Options.PerClient] each client has a server and a state of its own, and
//     what it says goes to that client alone; it is kept over a lost connection
//     and for [Options.Grace] (TestPerClient, TestPerClientGrace).
//   - A client's file is granted before it is sent, is that client's alone, and is
//     gone when it is consumed, canceled, or its client or the widget has ended
//     (TestUploadedEntries, TestConsumeUploadedEntries, TestUploadEnds).
//   - What has changed of mirrored state after a callback, also one that failed, is
//     sent as one message, encoded once, and is in the model of who connects later
//     (TestMirror, TestMirrorOnce, TestMirrorOrder, TestMirrorConnect,
//     TestMirrorFailure). What a client writes fits the field or is refused, and
//     the writer is answered after all have been told (TestMirrorWrite,
//     TestHandleChange). What is temporary is forgotten and never sent as such
//     (TestTempAssign).
//
// The browser half is a module that exports init(ctx, data), Kino's contract:
// ctx.root, ctx.pushEvent(name, payload), ctx.handleEvent(name, callback),
// ctx.importCSS, ctx.importJS, ctx.handleSync, and ctx.upload(name, files); or a
// front-end module of anywidget ([AnyWidget]).
package live
