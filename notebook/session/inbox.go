package session

import (
	"errors"
	"sync"
	"unicode/utf8"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
)

// Bounds of what waits in an inbox.
const (
	maxWaitingMessages = 4096
	maxWaitingOutputs  = 10_000
)

var errBusy = errors.New("the notebook is too busy: the last change was not made")

// The notices that reach a session's goroutine. Those of an evaluator bear the
// number of the incarnation they came from.
type (
	clientNotice   struct{ message kernel.Message }
	overflowNotice struct{ client, event string } // the event was not taken
	outputNotice   struct {
		incarnation int
		output      Output
		text        []byte // of a stream, in place of output.Text while it waits
	}
	staleNotice struct {
		incarnation int
		cell        int
		eval        uint64
	}
	progressNotice struct {
		incarnation int
		progress    Progress
	}
	memoryNotice struct {
		incarnation int
		memory      notebook.Memory
	}
	diedNotice struct {
		incarnation int
		reason      string
	}
	startedNotice struct {
		incarnation int
		err         error
	}
	finishedNotice struct {
		incarnation int
		result      notebook.Result
	}
	stoppedNotice struct{ incarnation int } // an interrupt was made
	savedNotice   struct{ outcome saveOutcome }
	askNotice     struct{ ask func() }
)

// inbox is what waits for a session's goroutine, in order. It is safe for
// concurrent use and never blocks; its bounds say what happens when it is full.
type inbox struct {
	ready chan struct{} // holds a token while something waits

	mu       sync.Mutex
	notices  []any
	messages int // among them
	outputs  int
	lost     map[int]int // outputs that found no room, by cell
}

func newInbox() *inbox { return &inbox{ready: make(chan struct{}, 1), lost: map[int]int{}} }

func (b *inbox) put(notice any) {
	b.mu.Lock()
	b.putLocked(notice)
	b.mu.Unlock()
	b.wake()
}

func (b *inbox) wake() {
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

func (b *inbox) putLocked(notice any) {
	switch n := notice.(type) {
	case clientNotice:
		if b.messages++; b.messages > maxWaitingMessages {
			if b.messages > 2*maxWaitingMessages {
				return
			}
			if event, ok := n.message.(kernel.Event); ok {
				b.notices = append(b.notices, overflowNotice{event.Client, event.Event})
			}
			return
		}
	case *outputNotice:
		if n.isStream() && b.joinLocked(n) {
			return
		}
		if b.outputs++; b.outputs > maxWaitingOutputs {
			b.outputs--
			b.lost[n.output.Cell]++
			return
		}
	case progressNotice:
		if last := len(b.notices) - 1; last >= 0 {
			if _, ok := b.notices[last].(progressNotice); ok {
				b.notices[last] = n
				return
			}
		}
	}
	b.notices = append(b.notices, notice)
}

// joinLocked adds a piece of a stream to the notice before it, if that is of
// the same stream and run.
func (b *inbox) joinLocked(n *outputNotice) bool {
	n.text = []byte(n.output.Text)
	n.output.Text = ""
	if len(b.notices) == 0 {
		return false
	}
	before, ok := b.notices[len(b.notices)-1].(*outputNotice)
	if !ok || before.incarnation != n.incarnation || before.output.Cell != n.output.Cell ||
		before.output.Eval != n.output.Eval || before.output.Kind != n.output.Kind {
		return false
	}
	before.text = append(before.text, n.text...)
	if over := len(before.text) - notebook.MaxText; over > notebook.MaxText {
		before.output.Cut += over
		before.text = append(before.text[:0], before.text[over:]...)
	}
	return true
}

func (n *outputNotice) isStream() bool {
	return n.output.Kind == notebook.Stdout || n.output.Kind == notebook.Stderr
}

// take empties the inbox. Unless everything is wanted, it takes nothing while
// only outputs wait: they can wait longer and be joined. later says that they do.
func (b *inbox) take(everything bool) (notices []any, lost map[int]int, later bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !everything && b.outputs == len(b.notices) {
		return nil, nil, b.outputs > 0
	}
	notices, b.notices = b.notices, nil
	lost, b.lost = b.lost, map[int]int{}
	b.messages, b.outputs = 0, 0
	notices = b.keepPartialLocked(notices)
	for _, n := range notices {
		if n, ok := n.(*outputNotice); ok && n.isStream() {
			n.output.Text = string(n.text)
		}
	}
	return notices, lost, false
}

// keepPartialLocked leaves the first bytes of a character at the very end of
// what is taken for the next time, when the rest may be there.
func (b *inbox) keepPartialLocked(taken []any) []any {
	last := len(taken) - 1
	if last < 0 {
		return taken
	}
	n, ok := taken[last].(*outputNotice)
	if !ok || !n.isStream() {
		return taken
	}
	size := partial(n.text)
	if size == 0 {
		return taken
	}
	rest := *n
	rest.text = append([]byte{}, n.text[len(n.text)-size:]...)
	b.notices, b.outputs = []any{&rest}, 1
	if n.text = n.text[:len(n.text)-size]; len(n.text) == 0 {
		return taken[:last]
	}
	rest.output.Cut = 0
	return taken
}

// partial is how many bytes at the end of s begin a character that s does not end.
func partial(s []byte) int {
	for n := 1; n <= min(utf8.UTFMax-1, len(s)); n++ {
		if c := s[len(s)-n]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(s[len(s)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}
