package widget_test

import (
	"context"
	"iter"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/widget"
)

// numbers yields what is sent to it.
type numbers chan int

func (n numbers) Events(ctx context.Context) iter.Seq[int] {
	return func(yield func(int) bool) {
		for {
			select {
			case i := <-n:
				if !yield(i) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

// TestAnimate: each event is drawn; a panic is reported and changes nothing; with
// the cell it ends.
func TestAnimate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell(t)
		events := make(numbers)
		f := widget.Animate(events, func(i int) any { return 10 / i })
		for _, step := range []struct {
			event int
			want  string
		}{{1, "10"}, {0, "10"}, {5, "2"}} {
			events <- step.event
			synctest.Wait()
			if f.String() != step.want {
				t.Error(step.event, f)
			}
		}
		reports := slices.DeleteFunc(c.heard(), func(m kernel.Message) bool { _, is := m.(kernel.Report); return !is })
		if len(reports) != 1 || reports[0].(kernel.Report).Scope != 7 {
			t.Errorf("%+v", reports)
		}
		c.close() // waits for the goroutine
	})
}

// TestAnimateState: the state goes from call to call, and false ends it.
func TestAnimateState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		newCell(t)
		events := make(numbers)
		f := widget.AnimateState(events, 100, func(i, sum int) (any, int, bool) {
			if i == 13 {
				panic("unlucky")
			}
			return sum + i, sum + i, i != 0
		})
		for _, i := range []int{1, 13, 2, 0} {
			events <- i
		}
		synctest.Wait()
		if f.String() != "103" {
			t.Error(f)
		}
		select {
		case events <- 1:
			t.Error("it goes on")
		default:
		}
	})
}
