package cellrt

import (
	"bytes"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gokino/gokino/notebook/runtime/cellcall"
)

// doomed are the evaluations that are interrupted and may still run. Writers hold
// the lock and replace the slice.
var (
	doomedMu sync.Mutex
	doomed   atomic.Pointer[[]*Evaluation]
)

// Unwinding is how long a goroutine that was ended may spend in its deferred
// calls before it is ended again.
const Unwinding = time.Second

// poll ends the calling goroutine if its evaluation is doomed.
func poll() {
	list := doomed.Load()
	if list == nil {
		return
	}
	label := profLabel()
	for _, e := range *list {
		if e.label == label {
			e.end()
			return
		}
	}
}

// end ends the calling goroutine unless it is being ended.
func (e *Evaluation) end() {
	id, now := goroutineID(), time.Now()
	if since, again := e.ending.LoadOrStore(id, now); again && now.Sub(since.(time.Time)) < Unwinding {
		return
	}
	e.ending.Store(id, now)
	runtime.Goexit()
}

// Doom makes every goroutine of e end at its next [cellcall.Poll] or [cellcall.Sleep]. Goroutines
// that never reach one live on. It does not wait.
func (e *Evaluation) Doom() {
	doomedMu.Lock()
	defer doomedMu.Unlock()
	select {
	case <-e.doom:
	default:
		close(e.doom)
	}
	list := loadDoomed()
	if slices.Contains(list, e) {
		return
	}
	storeDoomed(append(slices.Clone(list), e))
}

// Spare ends the effect of [Evaluation.Doom] on [cellcall.Poll], so that the cells of
// others run at full speed again. A sleeping goroutine of e still ends.
func (e *Evaluation) Spare() {
	doomedMu.Lock()
	defer doomedMu.Unlock()
	storeDoomed(slices.DeleteFunc(slices.Clone(loadDoomed()), func(o *Evaluation) bool { return o == e }))
}

// Doomed reports whether [Evaluation.Doom] was called.
func (e *Evaluation) Doomed() bool {
	select {
	case <-e.doom:
		return true
	default:
		return false
	}
}

func loadDoomed() []*Evaluation {
	if list := doomed.Load(); list != nil {
		return *list
	}
	return nil
}

func storeDoomed(list []*Evaluation) {
	doomed.Store(&list)
	cellcall.Alarm(len(list) > 0)
}

// sleep is time.Sleep that an interrupt ends.
func sleep(d time.Duration) {
	e := Current()
	if e == nil || d <= 0 {
		time.Sleep(d)
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-e.doom:
		e.end()
	}
}

// goroutineID reads the calling goroutine's number from the first line of its
// trace, "goroutine 7 [running]:". It takes about a microsecond: only the ends
// of goroutines ask.
func goroutineID() uint64 {
	var buf [40]byte
	line := buf[:runtime.Stack(buf[:], false)]
	line = bytes.TrimPrefix(line, []byte("goroutine "))
	digits, _, _ := bytes.Cut(line, []byte(" "))
	id, _ := strconv.ParseUint(string(digits), 10, 64)
	return id
}
