package live_test

import (
	"errors"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// This file has a test for each row of LiveViewSocket that concerns pages, named
// after the row.

// site is a widget with an address; it does what an event's name says.
type site struct {
	do map[string]func(*live.Context[visits]) error
}

type visits struct{ at []string }

func (s site) HandleParams(ctx *live.Context[visits], u *url.URL) error {
	ctx.Assigns.at = append(ctx.Assigns.at, ctx.Origin()+" "+u.String())
	if f := s.do["at "+u.Path]; f != nil {
		return f(ctx)
	}
	return nil
}

func (site) HandleConnect(ctx *live.Context[visits]) (any, error) { return len(ctx.Assigns.at), nil }

func (s site) HandleEvent(ctx *live.Context[visits], event string, _ live.Payload) error {
	return s.do[event](ctx)
}

func (s site) HandleInfo(ctx *live.Context[visits], msg any) error { return s.do[msg.(string)](ctx) }

type visitDos = map[string]func(*live.Context[visits]) error

func both(t *testing.T, do visitDos) (w *livetest.Widget, a, b *livetest.Client) {
	t.Helper()
	w = livetest.Start(t, site{do}, 0)
	a, b = w.Connect(), w.Connect()
	a.NoMessage()
	b.NoMessage()
	return w, a, b
}

func TestPageTitle(t *testing.T) {
	w, a, b := both(t, visitDos{
		"inbox":  func(ctx *live.Context[visits]) error { return ctx.PageTitle("Inbox (3)") },
		"none":   func(ctx *live.Context[visits]) error { return ctx.PageTitle("") },
		"all":    func(ctx *live.Context[visits]) error { return ctx.All().PageTitle("Hello") },
		"nobody": func(ctx *live.Context[visits]) error { return ctx.To("nobody").PageTitle("x") },
		"twice": func(ctx *live.Context[visits]) error {
			return errors.Join(ctx.PageTitle("x"), ctx.PageTitle("y"))
		},
		"in vain": func(ctx *live.Context[visits]) error {
			return errors.Join(ctx.PageTitle("never"), errors.New("no"))
		},
	})
	a.Push("inbox", nil)
	a.WantTitle("Inbox (3)")
	a.Push("inbox", nil) // has it already
	a.Push("nobody", nil)
	a.NoMessage()
	b.NoMessage()
	a.Push("in vain", nil)
	a.WantFail("no")
	a.NoMessage()
	a.Push("none", nil)
	a.WantTitle("")
	a.Push("twice", nil) // the last counts
	a.WantTitle("y")
	a.Push("all", nil)
	a.WantTitle("Hello")
	b.WantTitle("Hello")
	b.Reconnect() // another view, or a page loaded anew
	b.WantTitle("Hello")
	b.Push("none", nil)
	b.WantTitle("")
	_ = w
}

// TestNoClient: where no client caused the callback, a page must be named.
func TestNoClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var errs []error
		w, a, _ := both(t, visitDos{
			"go": func(ctx *live.Context[visits]) error { ctx.SendInfo("info"); return nil },
			"info": func(ctx *live.Context[visits]) error {
				errs = append(errs, ctx.PageTitle("x"), ctx.PutFlash("info", "x"), ctx.ClearFlash(),
					ctx.PushPatch("/", nil), ctx.PushRedirect("/", nil))
				return ctx.PushEvent("pushed", 1) // goes to all
			},
		})
		a.Push("go", nil)
		a.WantEvent("pushed", 1)
		w.NoEmit()
		if len(errs) != 5 || slices.ContainsFunc(errs, func(err error) bool { return !errors.Is(err, live.ErrNoClient) }) {
			t.Errorf("%v", errs)
		}
	})
}

func TestFlash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := both(t, visitDos{
			"put":   func(ctx *live.Context[visits]) error { return ctx.PutFlash("info", "saved") },
			"error": func(ctx *live.Context[visits]) error { return ctx.PutFlash("error", "no") },
			"clear": func(ctx *live.Context[visits]) error { return ctx.ClearFlash() },
			"tick": func(ctx *live.Context[visits]) error {
				ctx.Repeat(time.Second, func(ctx *live.Context[visits]) error { return nil })
				return nil
			},
			"patch": func(ctx *live.Context[visits]) error {
				return errors.Join(ctx.PutFlash("info", "moved"), ctx.PushPatch("/b", nil))
			},
		})
		a.Push("put", nil)
		a.WantFlash(map[string]string{"info": "saved"})
		a.Push("error", nil)
		a.WantFlash(map[string]string{"info": "saved", "error": "no"})
		a.Push("tick", nil)
		time.Sleep(10 * time.Second) // other callbacks do not take it away
		a.NoMessage()
		b.NoMessage()
		a.Reconnect()
		a.WantFlash(map[string]string{"info": "saved", "error": "no"})
		a.Push("lv:clear-flash", map[string]string{"key": "error"}) // the user dismisses it
		a.WantFlash(map[string]string{"info": "saved"})
		a.Push("lv:clear-flash", map[string]string{"key": "error"})
		a.NoMessage()
		a.Push("patch", nil) // what was said of the place before goes
		a.WantPatch("/b")
		a.WantFlash(map[string]string{"info": "moved"})
		a.Push("lv:patch", map[string]string{"url": "/"}) // the user goes back
		a.WantFlash(nil)
		a.Push("clear", nil)
		a.NoMessage()
	})
}

func TestPushEvent(t *testing.T) {
	_, a, b := both(t, visitDos{
		"push": func(ctx *live.Context[visits]) error {
			payload := map[string]int{"n": 1}
			err := errors.Join(ctx.PushEvent("first", payload), ctx.PushEvent("second", 2), ctx.All().PushEvent("third", 3))
			payload["n"] = 9 // encoded already
			ctx.SendEvent(ctx.Origin(), "at once", 0)
			return err
		},
		"in vain": func(ctx *live.Context[visits]) error {
			return errors.Join(ctx.PushEvent("never", 0), errors.New("no"))
		},
		"bad": func(ctx *live.Context[visits]) error { return ctx.PushEvent("bad", func() {}) },
		"away": func(ctx *live.Context[visits]) error {
			return errors.Join(ctx.PushRedirect("/x", nil), ctx.PushEvent("before", 1))
		},
	})
	a.Push("push", nil)
	a.WantEvent("at once", 0)
	a.WantEvent("first", map[string]int{"n": 1})
	a.WantEvent("second", 2)
	a.WantEvent("third", 3)
	b.WantEvent("third", 3)
	a.Push("in vain", nil)
	a.WantFail("no")
	a.Push("bad", nil)
	a.WantFail(`the payload of "bad"`)
	a.Push("away", nil)
	a.WantEvent("before", 1)
	a.WantRedirect("/x", nil)
	a.NoMessage()
	b.NoMessage()
}

func TestReply(t *testing.T) {
	_, a, b := both(t, visitDos{
		"reply": func(ctx *live.Context[visits]) error {
			return errors.Join(ctx.Reply("first"), ctx.Reply(map[string]int{"id": 7}), ctx.PushEvent("pushed", 0))
		},
		"nothing": func(ctx *live.Context[visits]) error { return nil },
		"fail":    func(ctx *live.Context[visits]) error { return errors.Join(ctx.Reply(1), errors.New("no luck")) },
		"panic":   func(ctx *live.Context[visits]) error { panic("oh") },
		"bad":     func(ctx *live.Context[visits]) error { return ctx.Reply(func() {}) },
		"exit":    func(ctx *live.Context[visits]) error { runtime.Goexit(); return nil },
	})
	for range 2 { // a reply is for its event alone
		answer := a.Ask("reply", nil)
		a.WantEvent("pushed", 0)
		answer.WantReply(map[string]int{"id": 7})
		a.Ask("nothing", nil).WantReply(nil)
	}
	a.Push("reply", nil) // nobody asked
	a.WantEvent("pushed", 0)
	a.Ask("fail", nil).WantError("no luck")
	a.Ask("panic", nil).WantError("oh")
	a.Ask("bad", nil).WantError("the reply cannot be sent")
	a.Ask("exit", nil).WantError("ended its goroutine")
	a.Ask("lv:unknown", nil).WantError(`"lv:unknown"`)
	a.NoMessage()
	b.NoMessage()
}

func TestPushPatch(t *testing.T) {
	w, a, b := both(t, visitDos{
		"next": func(ctx *live.Context[visits]) error {
			return ctx.PushPatch("/list?page=1&sort=up", url.Values{"page": {"2"}})
		},
		"chain": func(ctx *live.Context[visits]) error { return ctx.PushPatch("/one", nil) },
		"at /one": func(ctx *live.Context[visits]) error {
			return errors.Join(ctx.PushEvent("one", 0), ctx.PushPatch("/two", nil, live.Nav{Replace: true}))
		},
		"loop":     func(ctx *live.Context[visits]) error { return ctx.PushPatch("/loop", nil) },
		"at /loop": func(ctx *live.Context[visits]) error { return ctx.PushPatch("/loop", nil) },
		"fails":    func(ctx *live.Context[visits]) error { return ctx.PushPatch("/fail", nil) },
		"at /fail": func(ctx *live.Context[visits]) error { return errors.New("no such page") },
		"twice": func(ctx *live.Context[visits]) error {
			return errors.Join(ctx.PushPatch("/a", nil), ctx.PushPatch("/b", nil))
		},
		"all": func(ctx *live.Context[visits]) error { return ctx.All().PushPatch("/all", nil) },
	})
	at := func() []string {
		v, err := live.State[visits](t.Context(), w.Widget)
		if err != nil {
			t.Fatal(err)
		}
		return v.at[2:] // without the connects
	}
	a.Push("next", nil)
	a.WantPatch("/list?page=2&sort=up")
	a.Push("chain", nil)
	a.WantPatch("/one")
	a.WantPatch("/two")
	a.WantEvent("one", 0)
	if got, want := at(), []string{"client1 /list?page=2&sort=up", "client1 /one", "client1 /two"}; !slices.Equal(got, want) {
		t.Errorf("HandleParams was called with %q, want %q", got, want)
	}
	a.Push("lv:patch", map[string]string{"url": "/back?x=1"}) // the browser's own
	a.NoMessage()
	if got := at(); got[len(got)-1] != "client1 /back?x=1" {
		t.Errorf("HandleParams was called with %q", got)
	}
	a.Push("lv:patch", map[string]string{"url": "//evil.example"})
	a.WantFail("not on this site")
	a.Push("loop", nil)
	a.WantFail("more than 20 times")
	a.Push("fails", nil)
	a.WantFail("no such page")
	a.Push("twice", nil)
	a.WantFail(live.ErrNavigated.Error())
	a.NoMessage()
	b.NoMessage()
	a.Push("all", nil)
	a.WantPatch("/all")
	b.WantPatch("/all")
	c := w.Connect()
	c.NoMessage()
	c.Visit("/deep?link=1")
	c.WantInit(0 + len(at()) + 2)
}

// TestPushPatchWithoutParams: a patch nobody would see is an error.
func TestPushPatchWithoutParams(t *testing.T) {
	w := livetest.Start(t, log{dos{"go": func(ctx *live.Context[notes]) error { return ctx.PushPatch("/", nil) }}}, 0)
	c := w.Connect()
	c.Push("go", nil)
	c.WantFail("has no HandleParams")
}

func TestPushRedirect(t *testing.T) {
	w, a, b := both(t, visitDos{
		"away": func(ctx *live.Context[visits]) error {
			return errors.Join(ctx.PutFlash("info", "bye"), ctx.PushRedirect("/there", url.Values{"x": {"1"}}))
		},
		"put": func(ctx *live.Context[visits]) error { return ctx.PutFlash("error", "old") },
		"out": func(ctx *live.Context[visits]) error {
			return ctx.PushRedirect("https://go.dev/doc", nil, live.Nav{External: true})
		},
	})
	a.Push("put", nil)
	a.WantFlash(map[string]string{"error": "old"})
	a.Push("away", nil)
	a.WantRedirect("/there?x=1", map[string]string{"info": "bye"})
	a.Push("out", nil)
	a.WantRedirect("https://go.dev/doc", nil)
	b.NoMessage()
	if v, _ := live.State[visits](t.Context(), w.Widget); len(v.at) != 2 {
		t.Errorf("HandleParams was called for the page that left: %q", v.at)
	}
}

// TestTargets: where pages are sent is checked.
func TestTargets(t *testing.T) {
	tests := []struct{ to, failure string }{
		{"/", ""}, {"/a/b?c=d#e", ""}, {"", "slash"}, {"a", "slash"}, {"//evil.example", "not on this site"},
		{`/\evil.example`, "not on this site"}, {`/a\b`, "drop or change"}, {"/a\tb", "control character"},
		{"https://evil.example/", "slash"}, {"javascript:alert(1)", "slash"},
		{"external https://go.dev", ""}, {"external mailto:a@b.c", ""}, {"external javascript:alert(1)", "http"},
		{"external data:text/html,x", "http"}, {"external //go.dev", "http"}, {"external https:", "no host"},
	}
	for _, tt := range tests {
		t.Run(tt.to, func(t *testing.T) {
			w := livetest.Start(t, site{visitDos{"go": func(ctx *live.Context[visits]) error {
				if to, external := strings.CutPrefix(tt.to, "external "); external {
					return ctx.PushRedirect(to, nil, live.Nav{External: true})
				}
				return ctx.PushRedirect(tt.to, nil)
			}}}, 0)
			c := w.Connect()
			c.Push("go", nil)
			if tt.failure == "" {
				c.WantRedirect(strings.TrimPrefix(tt.to, "external "), nil)
			} else {
				c.WantFail(tt.failure)
			}
		})
	}
}
