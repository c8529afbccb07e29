package kernel_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/kernel"
)

// inScope has everything that f makes belong to a new scope, and gives that with what
// the kernel reports.
func inScope(t *testing.T, f func()) (*kernel.Scope, <-chan string) {
	t.Helper()
	var scope *kernel.Scope
	reports := make(chan string, 10)
	k := kernel.New(kernel.Options{Scope: func() *kernel.Scope { return scope }})
	k.Attach(func(m kernel.Message) {
		if r, ok := m.(kernel.Report); ok {
			reports <- r.Message
		}
	})
	before := kernel.Default()
	kernel.SetDefault(k)
	t.Cleanup(func() { kernel.SetDefault(before) })
	scope = k.Open(1)
	f()
	return scope, reports
}

// TestTask: a task ends when it is stopped, and with the scope that it was started in.
func TestTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wait := func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}
		var stopped, owned, failed, panicked *kernel.Task
		scope, reports := inScope(t, func() {
			stopped, owned = kernel.Go("one", wait), kernel.Go("two", wait)
			failed = kernel.Go("three", func(context.Context) error { return errors.New("no port") })
			panicked = kernel.Go("four", func(context.Context) error { panic("p") })
		})
		stopped.Stop()
		<-failed.Done()
		<-panicked.Done()
		synctest.Wait()
		if got := fmt.Sprint(stopped, "; ", owned); got != "one, ended; two, running" {
			t.Error(got)
		}
		if left := scope.Close(t.Context()); len(left) > 0 || owned.String() != "two, ended" {
			t.Errorf("%q is left, %v", left, owned)
		}
		got := []string{<-reports, <-reports}
		slices.Sort(got)
		if !slices.Equal(got, []string{"panic: p", "three: no port"}) {
			t.Errorf("%q", got)
		}
	})
}

// TestTaskLeft: one that does not watch its context is named when patience ends.
func TestTaskLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		scope, _ := inScope(t, func() {
			kernel.Go("a deaf server", func(context.Context) error {
				<-release
				return nil
			})
		})
		ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
		defer cancel()
		if left := scope.Close(ctx); !slices.Equal(left, []string{"a deaf server"}) {
			t.Errorf("left: %q", left)
		}
		close(release)
	})
}

// TestOnce: a scope makes a thing once, the next scope another.
func TestOnce(t *testing.T) {
	type key string
	k := kernel.New(kernel.Options{})
	made := 0
	create := func() any { made++; return made }
	a, b := k.Open(1), k.Open(2)
	if got := fmt.Sprint(a.Once(key("x"), create), a.Once(key("x"), create), a.Once(key("y"), create), b.Once(key("x"), create)); got != "1 1 2 3" {
		t.Error(got)
	}
}

// TestStop: what stops a cell is a panic with a message, and with the error if it was one.
func TestStop(t *testing.T) {
	no := errors.New("no line")
	for _, tt := range []struct {
		stop func()
		want string
		err  error
	}{
		{func() { kernel.Stop("a name first") }, "a name first", nil},
		{func() { kernel.StopError(no) }, "no line", no},
	} {
		func() {
			defer func() {
				s, ok := recover().(kernel.Stopped)
				if !ok || s.Message != tt.want || errors.Unwrap(s) != tt.err || s.Error() != "kernel.Stop outside of a cell's own run: "+tt.want {
					t.Errorf("%+v, want %s", s, tt.want)
				}
			}()
			tt.stop()
		}()
	}
}
