// Package livetest tests the Go half of live widgets, without a browser.
//
//	func TestCounter(t *testing.T) {
//		w := livetest.Start(t, counter{}, 10)
//		a, b := w.Connect(), w.Connect()
//		a.Push("bump", 1)
//		a.WantEvent("count", 11)
//		b.WantEvent("count", 11)
//		b.Disconnect()
//		a.Push("bump", 1)
//		a.WantEvent("count", 12)
//		b.NoMessage()
//	}
//
// The widget runs in a kernel of its own, as in a program; a [Client] stands for
// one page that shows it once. Payloads go through their encoded form both ways,
// so a test sees what JavaScript would: an int field named by its json tag.
//
// [Client.Upload] sends files, in part or as an attacker would:
//
//	u := c.Upload("texts", livetest.File{Name: "a.txt", Data: data})
//	u.Progress(50)                                // and the connection is lost
//	u.Send()                                      // the rest; all are taken
//	u.Put(u.Token(0), 0, data)                    // again: "already_uploaded"
//
// Mirrored state is in [Client.Model], its changes are messages that WantModel
// takes, and [Client.Save] writes it as JavaScript does:
//
//	r := a.Save(map[string]any{"volume": 11})
//	r.WantError("11 is more than 10")
//
// Whatever is not as wanted ends the test with both values. A Want… waits up to
// [Patience] for the message; NoMessage waits until the widget has handled what
// was sent to it before. Widgets with timers are best tested inside
// testing/synctest, where the waiting takes no time.
package livetest
