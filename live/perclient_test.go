package live_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// own is a widget whose clients have a server each. Its journal is one for all.
type own struct{ *journal }

type journal struct {
	mu    sync.Mutex
	lines []string
	fail  map[string]func() error // by callback
}

func (j *journal) write(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf(format, args...))
}

func (j *journal) read() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.lines)
}

func (j *journal) want(t *testing.T, want ...string) {
	t.Helper()
	if got := j.read(); !slices.Equal(got, want) {
		t.Errorf("the callbacks were\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

type ownState struct{ n int }

func (o own) Init(ctx *live.Context[ownState], start int) error {
	o.write("Init %s %d %v", ctx.Origin(), start, ctx.Connected())
	ctx.Assigns.n = start
	if f := o.fail["Init"]; f != nil {
		return f()
	}
	return ctx.PageTitle("of " + ctx.Origin())
}

func (o own) HandleParams(ctx *live.Context[ownState], u *url.URL) error { return nil }

func (o own) HandleConnect(ctx *live.Context[ownState]) (any, error) { return ctx.Assigns.n, nil }

func (o own) HandleEvent(ctx *live.Context[ownState], event string, p live.Payload) error {
	switch event {
	case "add":
		var by int
		if err := p.Decode(&by); err != nil {
			return err
		}
		ctx.Assigns.n += by
		ctx.BroadcastEvent("n", ctx.Assigns.n)
		ctx.EmitEvent(ctx.Origin())
	case "subscribe":
		ctx.Subscribe("room")
	case "others":
		ctx.PublishOthers("room", ctx.Assigns.n)
	case "info":
		ctx.SendInfo("hello")
	case "panic":
		panic("oh")
	}
	return nil
}

func (o own) HandleInfo(ctx *live.Context[ownState], msg any) error {
	if m, ok := msg.(live.Message); ok {
		msg = m.Payload
	}
	o.write("info %s %v", ctx.Origin(), msg)
	return ctx.PutFlash("info", fmt.Sprint(msg))
}

func (o own) HandleCast(ctx *live.Context[ownState], msg any) error {
	ctx.BroadcastEvent("cast", fmt.Sprint(msg, " for ", ctx.Origin()))
	return nil
}

func (o own) HandleCall(ctx *live.Context[ownState], msg any) (any, error) { return ctx.Origin(), nil }

func (o own) HandleDisconnect(ctx *live.Context[ownState]) error {
	o.write("left %s", ctx.Origin())
	return nil
}

func (o own) Terminate(ctx *live.Context[ownState]) {
	o.write("end %s %d", ctx.Origin(), ctx.Assigns.n)
}

func startOwn(t *testing.T, j *journal) *livetest.Widget {
	t.Helper()
	return livetest.Start(t, own{j}, 10, live.Options{PerClient: true})
}

// TestPerClient: each client has state of its own; what the server says goes to
// its client alone.
func TestPerClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &journal{}
		w := startOwn(t, j)
		synctest.Wait()
		j.want(t) // nobody is there
		a, b := w.Connect(), w.Connect()
		a.WantInit(10)
		a.WantTitle("of client1")
		b.WantInit(10)
		b.WantTitle("of client2")
		a.Push("add", 1)
		a.WantEvent("n", 11)
		w.WantEmit("client1")
		b.Push("add", 5)
		b.WantEvent("n", 15)
		w.WantEmit("client2")
		a.NoMessage()
		b.NoMessage()
		a.Push("info", nil) // the page effects of any callback are the client's
		a.WantFlash(map[string]string{"info": "hello"})
		b.NoMessage()
		j.mu.Lock()
		slices.Sort(j.lines)
		j.mu.Unlock()
		j.want(t, "Init client1 10 true", "Init client2 10 true", "info client1 hello")
		_ = w.Close(t.Context())
		a.WantGone()
		b.WantGone()
	})
}

// TestPerClientGrace: the state is kept for a client that comes back in time.
func TestPerClientGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &journal{}
		w := startOwn(t, j)
		a := w.Connect()
		a.WantInit(10)
		a.WantTitle("of client1")
		a.Push("add", 1)
		a.WantEvent("n", 11)
		a.Disconnect()
		time.Sleep(live.DefaultGrace - time.Second)
		a.Reconnect()
		a.WantInit(11)
		a.WantTitle("of client1") // the page may have been loaded anew
		time.Sleep(time.Hour)
		a.NoMessage()
		a.Disconnect()
		time.Sleep(live.DefaultGrace + time.Second)
		j.want(t, "Init client1 10 true", "left client1", "left client1", "end client1 11")
		if got := w.Servers(); len(got) != 0 {
			t.Errorf("servers are left: %q", got)
		}
		a.Reconnect()
		a.WantInit(10)
	})
}

// TestPerClientWithoutGrace: negative is none.
func TestPerClientWithoutGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &journal{}
		w := livetest.Start(t, own{j}, 1, live.Options{PerClient: true, Grace: -1})
		w.Connect().Disconnect()
		synctest.Wait()
		j.want(t, "Init client1 1 true", "left client1", "end client1 1")
	})
}

// TestPerClientCast: a cast is for all servers, a call for one that is named.
func TestPerClientCast(t *testing.T) {
	w := startOwn(t, &journal{})
	a, b := w.Connect(), w.Connect()
	a.WantInit(10)
	b.WantInit(10)
	a.WantTitle("of client1")
	b.WantTitle("of client2")
	if err := w.Cast("x"); err != nil {
		t.Fatal(err)
	}
	a.WantEvent("cast", "x for client1")
	b.WantEvent("cast", "x for client2")
	if _, err := w.Call(t.Context(), 1); !errors.Is(err, live.ErrPerClient) {
		t.Errorf("Call: %v", err)
	}
	if got := w.Servers(); !slices.Equal(got, []string{"client1", "client2"}) {
		t.Errorf("Servers: %q", got)
	}
	if got, err := w.Server("client2").Call(t.Context(), 1); got != "client2" || err != nil {
		t.Errorf("Call: %v, %v", got, err)
	}
	if s, err := live.State[ownState](t.Context(), w.Server("client1")); err != nil || s.n != 10 {
		t.Errorf("State: %v, %v", s, err)
	}
	if w.Server("nobody") != nil {
		t.Error("nobody has a server")
	}
	_ = w.Close(t.Context())
	if err := w.Cast("y"); !errors.Is(err, live.ErrClosed) {
		t.Errorf("Cast after Close: %v", err)
	}
}

// TestPerClientServerClose: one client's server can be closed alone.
func TestPerClientServerClose(t *testing.T) {
	j := &journal{}
	w := startOwn(t, j)
	a, b := w.Connect(), w.Connect()
	a.WantTitle("of client1")
	server := w.Server("client1")
	if err := server.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.WantGone()
	<-server.Monitor()
	b.WantTitle("of client2")
	b.Push("add", 1)
	b.WantEvent("n", 11)
	a.Push("add", 1) // has none
	a.WantGone()
	a.Reconnect()
	a.WantInit(10)
	a.WantTitle("of client1")
}

// TestPerClientTopics: servers of one widget are different publishers.
func TestPerClientTopics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &journal{}
		w := startOwn(t, j)
		a, b := w.Connect(), w.Connect()
		a.Push("subscribe", nil)
		b.Push("subscribe", nil)
		synctest.Wait()
		a.Push("others", nil)
		synctest.Wait()
		if got := j.read(); !slices.Contains(got, "info client2 10") || slices.Contains(got, "info client1 10") {
			t.Errorf("the callbacks were %q", got)
		}
	})
}

// TestPerClientFailures: a server that cannot begin, or panics over and over,
// concerns its client alone.
func TestPerClientFailures(t *testing.T) {
	tests := map[string]struct {
		init func() error
		want string
	}{
		"error": {func() error { return errors.New("no database") }, "HandleConnect: Init: no database"},
		"panic": {func() error { panic("oh") }, "it panicked: oh"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := &journal{fail: map[string]func() error{"Init": test.init}}
				w := startOwn(t, j)
				a := w.Connect()
				a.WantFail(test.want)
				synctest.Wait()
				a.NoMessage()
				if len(w.Servers()) != 0 {
					t.Errorf("there is a server: %q", w.Servers())
				}
				j.want(t, "Init client1 10 true") // no Terminate
				delete(j.fail, "Init")
				a.Reconnect()
				a.WantInit(10)
			})
		})
	}
	t.Run("panics in a row", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := startOwn(t, &journal{})
			a, b := w.Connect(), w.Connect()
			a.WantTitle("of client1")
			b.WantTitle("of client2")
			for range live.MaxPanics {
				a.Push("panic", nil)
				a.WantFail("oh")
			}
			a.WantGone()
			b.Push("add", 1)
			b.WantEvent("n", 11)
		})
	})
}

// TestPerClientClose waits for every server, those of clients that left too, and
// gives up when its context ends.
func TestPerClientClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &journal{}
		w := startOwn(t, j)
		for range 3 {
			w.Connect()
		}
		synctest.Wait()
		w.Connect().Disconnect()
		_ = w.Close(t.Context())
		ends := 0
		for _, line := range j.read() {
			if strings.HasPrefix(line, "end ") {
				ends++
			}
		}
		if ends != 4 {
			t.Errorf("%d servers ended before Close did, want 4", ends)
		}
		<-w.Monitor()
	})
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		j := &journal{fail: map[string]func() error{"Init": func() error { <-release; return nil }}}
		w := startOwn(t, j)
		a := w.Connect()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close: %v", err)
		}
		a.WantGone()
		close(release)
	})
}

func TestReconfigureSmartCell(t *testing.T) {
	w := livetest.Start(t, log{dos{"event": func(ctx *live.Context[notes]) error {
		return ctx.ReconfigureSmartCell(live.SmartCellEditor{})
	}}}, 0)
	a := w.Connect()
	a.Push("event", nil)
	a.WantFail("not a smart cell")
}
