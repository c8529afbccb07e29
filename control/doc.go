// Package control is what people use on a page, and how Go code hears of it, as
// Kino.Control and Kino.Input: buttons, inputs, forms, the keyboard, and streams
// of their events.
//
// # Controls
//
// A [Control] ([Button], [Keyboard], a form) and an [Input] ([Text], [Number],
// [Select], …) are values that a cell shows like any other. They are typed: an
// Input[int] has a Value that is an int, and its events are Change[int]
// (TestInputs, TestFile, TestImage). Label, help, disabled, loading, value and
// messages can be changed from Go, and all pages follow (TestPanel; of a form's
// fields TestFormField and TestFormSet; of every kind in e2e/kinds.spec.ts).
//
// All clients share the value of an input (TestShared); what is entered in a form
// is each client's own (TestForm), files too (TestFormFiles, TestFormFilesLife). An
// input keeps its value when its cell runs again, its events begin anew
// (TestValueSurvives). [Input.Read] does not change
// during a run (TestRead), and binds the cell: pages say that it has not seen the
// value of now, and Enter in the field runs it (TestBound, TestBoundAnew).
//
// # Events
//
// A [Source] is a control, a live widget (what its EmitEvent gives) or an
// [Interval]. Its own Events is a sequence of one type; [Stream] and [Tagged]
// merge several. [Listen], [ListenState] and [ListenAsync] call a function for
// each event in the background, [Subscribe] fills a channel; all are owned by the
// cell that called them.
//
// Events of a source come in the order they were emitted, and none is dropped
// from the moment one listens; what was emitted before is not seen. A stream
// ends when its last source has ended (TestStream, TestInterval, TestListen). Who
// does not read events for five seconds is named in the cell (TestUnread).
package control
