package livetest

import (
	"sync"
	"time"
)

// queue is what came and was not yet wanted, in order.
type queue[T any] struct {
	*sync.Mutex
	items *[]T
	came  chan struct{} // holds a token when something came
}

func newQueue[T any]() queue[T] {
	return queue[T]{&sync.Mutex{}, new([]T), make(chan struct{}, 1)}
}

func (q queue[T]) put(v T) {
	q.Lock()
	*q.items = append(*q.items, v)
	q.Unlock()
	select {
	case q.came <- struct{}{}:
	default:
	}
}

// have returns what is first, without waiting, and takes it out.
func (q queue[T]) have() (v T, ok bool) {
	q.Lock()
	defer q.Unlock()
	if len(*q.items) == 0 {
		return v, false
	}
	v, *q.items = (*q.items)[0], (*q.items)[1:]
	return v, true
}

// next waits for what comes next.
func (q queue[T]) next() (v T, ok bool) {
	patience := time.NewTimer(Patience)
	defer patience.Stop()
	for {
		if v, ok = q.have(); ok {
			return v, true
		}
		select {
		case <-q.came:
		case <-patience.C:
			return v, false
		}
	}
}
