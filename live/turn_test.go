package live_test

import (
	"runtime"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/gokino/gokino/live"
)

// TestTurn: the first message for an idle widget brings the turn to handle it; in
// the order they came, those that come until it is over are handled with it, by
// whomever it is taken, and by another goroutine where a callback ends that one.
func TestTurn(t *testing.T) {
	for name, exit := range map[string]bool{"runs": false, "exits": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHost()
				exits := exit
				w := live.New(def{does{"HandleEvent": func(*live.Context[state]) error {
					if exits {
						exits = false
						runtime.Goexit()
					}
					return nil
				}}}, 0, h.options())
				turn := h.Accept(event(w.Ref(), "e", 1))
				if turn == nil || h.Accept(event(w.Ref(), "e", 2)) != nil {
					t.Fatal("not the first message alone brings a turn")
				}
				if err := w.Cast(3); err != nil {
					t.Error(err)
				}
				synctest.Wait()
				done, returned := make(chan struct{}), false
				go func() {
					defer close(done)
					turn.Run()
					returned = true
				}()
				<-done
				if returned == exit {
					t.Error("Run returned:", returned)
				}
				st, err := live.State[state](t.Context(), w)
				if err != nil {
					t.Fatal(err)
				}
				want := []string{"Init  0", "HandleEvent c e 1", "HandleEvent c e 2", "HandleCast  3"}
				if !slices.Equal(st.Log, want) {
					t.Errorf("%q", st.Log)
				}
				synctest.Wait()
				if turn = h.Accept(event(w.Ref(), "e", 4)); turn == nil {
					t.Fatal("no turn once it was over")
				}
				turn.Start()
				if err := w.Close(t.Context()); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
