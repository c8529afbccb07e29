package widget

import (
	"context"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

const (
	progressEvery = 100 * time.Millisecond // at most so often something is sent
	maxBars       = 50                     // that are shown of one progress
	barCells      = 24                     // letters of a bar of text
)

// ProgressOptions configure a progress bar.
type ProgressOptions struct {
	// Name is what is being done.
	Name string

	// Unit is what is counted: "bytes", or any word; "" shows bare numbers.
	Unit string

	// Writer gets the bar as a line of text too, over and over after a \r, and a
	// line's end with Done: for terminals. Nil: no text.
	Writer io.Writer

	// Kernel hosts the bar; nil means [kernel.Default].
	Kernel *kernel.Kernel
}

// Progress is a bar that tells how far something has got, how fast it is, and
// when it will be done. Its methods may be called from any goroutine, as often
// as one likes: what is seen changes ten times a second at most, and only when
// something changes.
type Progress struct {
	*live.Widget
	board *board
}

// board is what a [Progress] is a handle on. It does not know the handle, so that
// the collector sees when nobody has that any more.
type board struct {
	ctx *live.Context[*board]

	writer  io.Writer // these belong to the widget's line of callbacks
	written int       // letters of the line on the terminal
	ended   bool      // and its end

	mu    sync.Mutex
	bars  []*bar // this one, then those inside it, in the order of a tree
	own   *bar
	armed bool // a message that shows what has changed is on its way
}

// Bar is one of the bars inside a [Progress], made by [Bar.Bar].
type Bar struct {
	board *board
	bar   *bar
}

// bar is what is known of a bar; board.mu guards it.
type bar struct {
	name, unit  string
	depth       int
	done, total int64
	meter       meter
	start       time.Time
	state       string // "" while it goes on, "done", or what went wrong
}

func newBar(name, unit string, total int64, depth int) *bar {
	r := &bar{name: name, unit: unit, depth: depth, total: max(0, total), start: time.Now()}
	r.meter.measure(r.start, 0)
	return r
}

// NewProgress makes a bar for something of total parts; 0 if that is not known
// yet. It is shown as any value: by [Render], or as the last expression of a cell.
func NewProgress(total int64, opts ...ProgressOptions) *Progress {
	o := option.Of(opts)
	own := newBar(o.Name, o.Unit, total, 0)
	b := &board{writer: o.Writer, own: own, bars: []*bar{own}}
	w := live.New(progressLive{}, b, live.Options{Assets: jsassets.Builtin("progress"), Kernel: o.Kernel, Name: "progress"})
	return &Progress{w, b}
}

// Track shows a bar and yields the elements of items, counting those that the
// loop has done with. A loop that is left early says so.
func Track[T any](items []T, opts ...ProgressOptions) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		p := NewProgress(int64(len(items)), opts...)
		k := p.Kernel()
		k.Show(k.Current(), Forms(p))
		for i, item := range items {
			if !yield(i, item) {
				p.Fail(fmt.Errorf("left after %d of %d", i+1, len(items)))
				return
			}
			p.Add(1)
		}
		p.Done()
	}
}

// Add counts n more parts as done.
func (p *Progress) Add(n int64) { p.outer().Add(n) }

// Set says that n parts are done.
func (p *Progress) Set(n int64) { p.outer().Set(n) }

// SetTotal says how many parts there are; 0 if that is not known.
func (p *Progress) SetTotal(n int64) { p.outer().SetTotal(n) }

// Done says that all is done, whatever was counted, and that no bar inside goes
// on. It waits until that is written.
func (p *Progress) Done() {
	p.outer().Done()
	p.flush()
}

// Fail says that it will not be done, and why; with nil it is [Progress.Done]. It
// waits until that is written.
func (p *Progress) Fail(err error) {
	p.outer().Fail(err)
	p.flush()
}

// flush shows what has changed now. A widget that has ended shows nothing.
func (p *Progress) flush() { _, _ = p.Call(context.Background(), nil) }

// Bar adds a bar inside, for a part that has parts itself.
func (p *Progress) Bar(name string, total int64) Bar { return p.outer().Bar(name, total) }

func (p *Progress) outer() Bar { return Bar{p.board, p.board.own} }

// Write counts bytes: a Progress is an io.Writer for io.TeeReader and
// io.MultiWriter.
func (p *Progress) Write(b []byte) (int, error) {
	p.Add(int64(len(b)))
	return len(b), nil
}

// Add is [Progress.Add] of this bar.
func (b Bar) Add(n int64) { b.change(func(r *bar) { r.done = plus(r.done, n) }) }

// plus is done and n more, at most all that can be counted.
func plus(done, n int64) int64 {
	if done > 0 && n > math.MaxInt64-done {
		return math.MaxInt64
	}
	return done + n
}

// Set is [Progress.Set] of this bar.
func (b Bar) Set(n int64) { b.change(func(r *bar) { r.done = n }) }

// SetTotal is [Progress.SetTotal] of this bar.
func (b Bar) SetTotal(n int64) { b.change(func(r *bar) { r.total = max(0, n) }) }

// Fail is [Progress.Fail] of this bar. It stays on display.
func (b Bar) Fail(err error) {
	if err == nil {
		b.Done()
		return
	}
	b.change(func(r *bar) {
		if r.state == "" {
			r.state = fmt.Sprint(err)
		}
	})
}

// Done ends this bar, and takes it off the display if it is inside another.
func (b Bar) Done() {
	b.change(func(r *bar) {
		if r.state != "" {
			return
		}
		r.state = "done"
		if r.total > 0 {
			r.done = r.total
		}
		r.meter.measure(time.Now(), r.done)
		from, to := b.board.insideLocked(r)
		if r != b.board.own {
			from--
		}
		b.board.bars = slices.Delete(b.board.bars, from, to)
	})
}

// Bar adds a bar inside this one.
func (b Bar) Bar(name string, total int64) Bar {
	inner := newBar(name, b.bar.unit, total, b.bar.depth+1)
	b.change(func(r *bar) {
		if from, to := b.board.insideLocked(r); from > 0 {
			b.board.bars = slices.Insert(b.board.bars, to, inner)
		}
	})
	return Bar{b.board, inner}
}

// insideLocked is where the bars inside r are; 0, 0 if r is not on display.
func (p *board) insideLocked(r *bar) (from, to int) {
	at := slices.Index(p.bars, r)
	if at < 0 {
		return 0, 0
	}
	to = at + 1
	for to < len(p.bars) && p.bars[to].depth > r.depth {
		to++
	}
	return at + 1, to
}

// change changes a bar and lets that be seen, soon.
func (b Bar) change(f func(*bar)) {
	p := b.board
	p.mu.Lock()
	f(b.bar)
	arm := !p.armed
	p.armed = true
	p.mu.Unlock()
	if arm {
		p.ctx.SendAfter(progressEvery, nil)
	}
}

// barForm is a bar as a page shows it.
type barForm struct {
	Name  string `json:"name"`
	Depth int    `json:"depth"`
	Done  int64  `json:"done"`
	Total int64  `json:"total"` // 0 if it is not known
	Count string `json:"count"` // how much is done, of how much
	Rate  string `json:"rate"`  // "" if there is none
	Left  string `json:"left"`  // the time that is left, or was needed
	State string `json:"state"` // "", "done" or what went wrong
}

// forms are the bars on display; the meters measure.
func (p *board) forms(measure bool) []barForm {
	p.mu.Lock()
	defer p.mu.Unlock()
	if measure {
		p.armed = false
	}
	now := time.Now()
	forms := make([]barForm, 0, min(len(p.bars), maxBars))
	for _, r := range p.bars[:min(len(p.bars), maxBars)] {
		if measure && r.state == "" {
			r.meter.measure(now, r.done)
		}
		forms = append(forms, r.form())
	}
	return forms
}

func (r *bar) form() barForm {
	f := barForm{Name: r.name, Depth: r.depth, Done: r.done, Total: r.total, State: r.state, Count: amount(float64(r.done), r.unit)}
	if r.total > 0 {
		f.Count += " of " + amount(float64(r.total), r.unit)
	}
	if r.unit != "" && r.unit != "bytes" {
		f.Count += " " + r.unit
	}
	if r.meter.rate > 0 && r.meter.took >= progressEvery { // what was faster says nothing
		f.Rate = amount(r.meter.rate, r.unit) + "/s"
	}
	switch left := r.meter.left(r.total); {
	case r.state != "":
		f.Left = "in " + clock(r.meter.at.Sub(r.start))
	case left >= 0:
		f.Left = clock(left) + " left"
	}
	return f
}

// Render gives the bar as a widget, and as a line of text.
func (p *Progress) Render() kernel.Data {
	return kernel.Data{"text/plain": p.String(), kernel.ViewType: p.View()}
}

// String is the bar as a line of text, and the bars inside on lines of their own.
func (p *Progress) String() string { return lines(p.board.forms(false)) }

// lines are bars as text.
func lines(bars []barForm) string {
	var lines []string
	for _, f := range bars {
		lines = append(lines, strings.Repeat("  ", f.Depth)+f.line())
	}
	return strings.Join(lines, "\n")
}

// line is the bar as text.
func (f barForm) line() string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(f.Name)
	if f.Total > 0 {
		share := float64(min(max(f.Done, 0), f.Total)) / float64(f.Total)
		full := int(share * barCells)
		add(strings.Repeat("█", full) + strings.Repeat("░", barCells-full))
		add(fmt.Sprintf("%3.0f%%", 100*share))
	}
	add(f.Count)
	add(f.Rate)
	add(f.Left)
	if f.State != "" && f.State != "done" {
		add("failed: " + f.State)
	}
	return strings.Join(parts, "  ")
}

// progressLive is the definition of the widget.
type progressLive struct{}

func (progressLive) Init(ctx *live.Context[*board], p *board) error {
	ctx.Assigns, p.ctx = p, ctx
	return nil
}

func (progressLive) HandleConnect(ctx *live.Context[*board]) (any, error) {
	return ctx.Assigns.forms(false), nil
}

// HandleInfo shows what has changed.
func (progressLive) HandleInfo(ctx *live.Context[*board], _ any) error {
	p := ctx.Assigns
	forms := p.forms(true)
	ctx.BroadcastEvent("bars", forms)
	if p.writer == nil || p.ended {
		return nil
	}
	return p.write(forms)
}

// HandleCall does the same for who waits for it.
func (l progressLive) HandleCall(ctx *live.Context[*board], _ any) (any, error) {
	return nil, l.HandleInfo(ctx, nil)
}

// write gives the writer the outermost bar and the innermost, in one line.
func (p *board) write(forms []barForm) error {
	line := forms[0].line()
	if last := len(forms) - 1; last > 0 {
		line += "  ·  " + forms[last].line()
	}
	width := utf8.RuneCountInString(line)
	text := "\r" + line + strings.Repeat(" ", max(0, p.written-width)) // over what was there
	p.written = width
	if forms[0].State != "" {
		p.ended = true
		text += "\n"
	}
	if _, err := io.WriteString(p.writer, text); err != nil {
		p.writer = nil
		return fmt.Errorf("writing the progress: %w", err)
	}
	return nil
}
