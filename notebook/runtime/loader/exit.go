//go:build cgo && (linux || darwin || freebsd)

package loader

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// exitHook is internal/runtime/exithook.Hook.
type exitHook struct {
	run       func()
	onFailure bool // also when the exit code is not 0
}

// exitHooks is the state of internal/runtime/exithook. Its function Add is only
// in the executable when somebody uses it, so hooks are added by hand.
type exitHooks struct {
	locked   *atomic.Int32
	hooks    *[]exitHook
	on       func(failed bool)
	released atomic.Bool

	mu sync.Mutex // taken under locked, which the race detector cannot see
}

// CatchExit makes os.Exit, wherever it is called, end only the calling goroutine,
// after on was called in it. Deferred calls run. From release on os.Exit exits
// again; syscall.Exit always does.
func CatchExit(on func(failed bool)) (release func(), err error) {
	x, err := findExitHooks()
	if err != nil {
		return nil, fmt.Errorf("looking into the Go runtime: %w", err)
	}
	x.on = on
	for !x.locked.CompareAndSwap(0, 1) {
		runtime.Gosched()
	}
	defer x.locked.Store(0)
	x.addLocked()
	return func() { x.released.Store(true) }, nil
}

func findExitHooks() (*exitHooks, error) {
	locked, hooks := lookup(0, "internal/runtime/exithook.locked"), lookup(0, "internal/runtime/exithook.hooks")
	if locked == nil || hooks == nil {
		return nil, errors.New("internal/runtime/exithook has no variables hooks and locked")
	}
	x := &exitHooks{locked: (*atomic.Int32)(locked), hooks: (*[]exitHook)(hooks)}
	if x.locked.Load() != 0 || len(*x.hooks) > cap(*x.hooks) || len(*x.hooks) > 1<<10 {
		return nil, errors.New("internal/runtime/exithook has another layout")
	}
	return x, x.try()
}

// try runs the hooks once, with one that must be called. Hooks of others stay.
func (x *exitHooks) try() error {
	run := lookup(0, "internal/runtime/exithook.Run")
	if run == nil {
		return errors.New("internal/runtime/exithook has no function Run")
	}
	others := *x.hooks
	called := false
	*x.hooks = []exitHook{{func() { called = true }, true}}
	word := &run
	(*(*func(int))(unsafe.Pointer(&word)))(1)
	*x.hooks = others
	if !called {
		return errors.New("internal/runtime/exithook does not call its hooks")
	}
	return nil
}

// addLocked adds a pair of hooks, the one for success last, as the last runs
// first: so the pair knows which it was.
func (x *exitHooks) addLocked() {
	x.mu.Lock()
	defer x.mu.Unlock()
	*x.hooks = append(*x.hooks,
		exitHook{func() { x.catch(true) }, true},
		exitHook{func() { x.catch(false) }, false})
}

// catch is called under the lock, in the goroutine that exits.
func (x *exitHooks) catch(failed bool) {
	if x.released.Load() {
		return
	}
	x.addLocked() // each hook is called only once
	x.on(failed)
	runtime.Goexit() // a deferred call of exithook.Run releases the lock
}
