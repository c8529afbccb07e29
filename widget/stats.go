package widget

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"runtime/metrics"
	"runtime/pprof"
	"time"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

const (
	keptSamples = 120
	maxProfile  = time.Minute
)

// StatsOptions configure [NewStats].
type StatsOptions struct {
	// Every is the time between two looks, a second if it is 0.
	Every time.Duration

	// Kernel hosts the widget; nil means [kernel.Default].
	Kernel *kernel.Kernel
}

// Stats shows how the process is doing: goroutines, memory, the collector, how
// long goroutines wait for a processor; and, at the press of a button, where its
// CPU time goes. What Kino.Process is for the BEAM.
type Stats struct{ *live.Widget }

// NewStats starts looking when a client looks, and stops when none does.
func NewStats(opts ...StatsOptions) *Stats {
	o := option.Of(opts)
	if o.Every <= 0 {
		o.Every = time.Second
	}
	return &Stats{live.New(statsLive{}, o, live.Options{Assets: jsassets.Builtin("stats"), Kernel: o.Kernel, Name: "stats"})}
}

// Render gives the widget, and what is the case now as text.
func (s *Stats) Render() kernel.Data {
	return kernel.Data{"text/plain": s.String(), kernel.ViewType: s.View()}
}

// String is what is the case now.
func (s *Stats) String() string {
	var p probe
	return p.look(time.Now()).text()
}

// vitals are the figures of one look.
type vitals struct {
	At          int64   `json:"at"` // Unix milliseconds
	Goroutines  uint64  `json:"goroutines"`
	Heap        uint64  `json:"heap"`        // bytes of objects
	System      uint64  `json:"system"`      // bytes that the system has given
	Allocs      float64 `json:"allocs"`      // bytes a second, since the look before
	Collections uint64  `json:"collections"` // so far
	Wait50      float64 `json:"wait50"`      // seconds that half of the goroutines waited at most to run, since the look before
	Wait99      float64 `json:"wait99"`
	Pause99     float64 `json:"pause99"` // seconds that the collector stopped all for, 99 % of times at most
}

// probe looks at the runtime. The zero value has not looked yet.
type probe struct {
	samples []metrics.Sample
	at      time.Time
	allocs  uint64
	waits   []uint64
	pauses  []uint64
}

// look gives the figures of now; rates are since the look before, 0 at the first.
func (p *probe) look(now time.Time) vitals {
	if p.samples == nil {
		for _, name := range []string{
			"/sched/goroutines:goroutines", "/memory/classes/heap/objects:bytes", "/memory/classes/total:bytes",
			"/gc/heap/allocs:bytes", "/gc/cycles/total:gc-cycles", "/sched/latencies:seconds", "/sched/pauses/total/gc:seconds",
		} {
			p.samples = append(p.samples, metrics.Sample{Name: name})
		}
	}
	metrics.Read(p.samples)
	number := func(i int) uint64 {
		if p.samples[i].Value.Kind() != metrics.KindUint64 { // unknown to this Go
			return 0
		}
		return p.samples[i].Value.Uint64()
	}
	v := vitals{At: now.UnixMilli(), Goroutines: number(0), Heap: number(1), System: number(2), Collections: number(4)}
	allocs := number(3)
	if d := now.Sub(p.at).Seconds(); !p.at.IsZero() && d > 0 {
		v.Allocs = float64(allocs-p.allocs) / d
	}
	p.at, p.allocs = now, allocs
	v.Wait50, v.Wait99 = p.quantiles(5, &p.waits)
	_, v.Pause99 = p.quantiles(6, &p.pauses)
	return v
}

// quantiles are the median and the 99th percentile of what a histogram counted
// since the look before, whose counts it replaces.
func (p *probe) quantiles(i int, before *[]uint64) (q50, q99 float64) {
	if p.samples[i].Value.Kind() != metrics.KindFloat64Histogram {
		return 0, 0
	}
	h := p.samples[i].Value.Float64Histogram()
	fresh := make([]uint64, len(h.Counts))
	for b, n := range h.Counts {
		fresh[b] = n
		if len(*before) == len(fresh) {
			fresh[b] -= (*before)[b]
		}
	}
	*before = append((*before)[:0], h.Counts...)
	return quantile(h.Buckets, fresh, 0.5), quantile(h.Buckets, fresh, 0.99)
}

// quantile is what the share q of all counted is below: the edge of a bucket, 0
// if there is nothing. Edges are one more than counts, the last may be infinite.
func quantile(edges []float64, counts []uint64, q float64) float64 {
	var all, sum uint64
	for _, n := range counts {
		all += n
	}
	for i, n := range counts {
		if sum += n; n > 0 && float64(sum) >= q*float64(all) {
			if math.IsInf(edges[i+1], 1) {
				return edges[i]
			}
			return edges[i+1]
		}
	}
	return 0
}

// statsLive is the definition of the widget.
type statsLive struct{}

// statsState is its state.
type statsState struct {
	opts    StatsOptions
	probe   probe
	kept    []vitals
	clients int
	looking *live.Repeater // nil while nobody looks
	profile *profile
}

// profile is one that is being taken, for a client.
type profile struct {
	bytes.Buffer
	client string
}

func (statsLive) Init(ctx *live.Context[statsState], opts StatsOptions) error {
	ctx.Assigns.opts = opts
	return nil
}

func (l statsLive) HandleConnect(ctx *live.Context[statsState]) (any, error) {
	s := &ctx.Assigns
	if s.clients++; s.looking == nil {
		s.probe.look(time.Now()) // what comes from now on counts
		s.looking = ctx.Repeat(s.opts.Every, l.look)
	}
	return map[string]any{"every": s.opts.Every.Milliseconds(), "samples": s.kept, "kept": keptSamples}, nil
}

func (statsLive) HandleDisconnect(ctx *live.Context[statsState]) error {
	s := &ctx.Assigns
	if s.clients--; s.clients == 0 && s.looking != nil {
		s.looking.Stop()
		s.looking = nil
	}
	return nil
}

func (statsLive) look(ctx *live.Context[statsState]) error {
	s := &ctx.Assigns
	v := s.probe.look(time.Now())
	if len(s.kept) == keptSamples {
		s.kept = append(s.kept[:0], s.kept[1:]...)
	}
	s.kept = append(s.kept, v)
	ctx.BroadcastEvent("look", v)
	return nil
}

// HandleEvent takes a profile of so many milliseconds.
func (statsLive) HandleEvent(ctx *live.Context[statsState], event string, p live.Payload) error {
	if event != "profile" {
		return fmt.Errorf("stats know no event %q", event)
	}
	return ask(p, func(ms int64) error {
		d := time.Duration(ms) * time.Millisecond
		if ms <= 0 || ms > maxProfile.Milliseconds() {
			return fmt.Errorf("a profile takes up to %v, not %v", maxProfile, d)
		}
		s := &ctx.Assigns
		if s.profile != nil {
			return errors.New("a profile is being taken already")
		}
		taken := &profile{client: ctx.Origin()}
		if err := pprof.StartCPUProfile(taken); err != nil {
			return fmt.Errorf("starting the profile: %w", err)
		}
		s.profile = taken
		ctx.SendAfter(d, taken)
		return nil
	})
}

// HandleInfo sends a profile whose time has come to the client that wanted it.
func (statsLive) HandleInfo(ctx *live.Context[statsState], _ any) error {
	s := &ctx.Assigns
	taken := s.profile
	if taken == nil {
		return nil
	}
	pprof.StopCPUProfile()
	s.profile = nil
	ctx.SendEvent(taken.client, "profile", taken.Bytes())
	return nil
}

func (statsLive) Terminate(ctx *live.Context[statsState]) {
	if ctx.Assigns.profile != nil {
		pprof.StopCPUProfile()
	}
}
