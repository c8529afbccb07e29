package language

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/compile"
)

// Cell is a code cell as it is written now. Known says that the runtime has what
// it declared when it last ran; Deleted that it is not in the document any more.
// Deleted cells come last.
type Cell struct {
	ID, Version    int
	Source         string
	Known, Deleted bool
}

// Options configure a [Service]. The zero value works.
type Options struct {
	// Logger gets what concerns no cell; nil discards it.
	Logger *slog.Logger

	// Patience is how long questions wait for the first toolchain. Zero: not at
	// all.
	Patience time.Duration
}

// Service knows the cells of one notebook. It is safe for concurrent use; [New]
// makes one.
type Service struct {
	log    *slog.Logger
	ctx    context.Context // of what goes on in the background
	stop   context.CancelFunc
	tasks  sync.WaitGroup
	checks sync.Mutex // held while the draft gets other cells

	patience time.Duration
	ready    chan struct{} // closed when the first draft has its cells
	readied  sync.Once

	mu      sync.Mutex
	tool    *compile.Toolchain // nil: there is none yet
	draft   *compile.Draft     // of tool; nil before the first Check
	again   func()
	loading bool
	arrived []arrival

	packages []compile.Package // that cells could import; nil before they are known
	docs     documentation
}

// arrival is what became of packages that the draft lacked.
type arrival struct {
	tool    *compile.Toolchain
	paths   []string
	missing map[string]string
}

// New makes a service without a toolchain. Until [Service.Use] it answers, in the
// end, that there is nothing to say.
func New(opts Options) *Service {
	s := &Service{log: opts.Logger, again: func() {}, patience: opts.Patience, ready: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	return s
}

// Use gives the service the toolchain that the cells are compiled with from now
// on.
func (s *Service) Use(t *compile.Toolchain) {
	s.mu.Lock()
	s.tool, s.draft = t, nil
	again := s.again
	s.mu.Unlock()
	again()
}

// Watch sets what is called when a Check would find something else than before
// though no cell has changed: there is a toolchain, or a package has been
// compiled. It is called by any goroutine and must not block.
func (s *Service) Watch(again func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.again = again
}

// Close ends what goes on in the background, and waits for it.
func (s *Service) Close() {
	s.stop()
	s.tasks.Wait()
}

// MaxDiagnostics is how many diagnostics a cell has at most: the first ones.
const MaxDiagnostics = 200

// tellEvery is how often a long check tells what it has found so far.
const tellEvery = 50 * time.Millisecond

// Check looks at the cells that have changed since the last one, and at those
// that see something else because of it. It tells found of them as it goes, and
// of all cells in the end. It stops early when ctx ends.
func (s *Service) Check(ctx context.Context, cells []Cell, found func([]notebook.SetDiagnostics)) {
	s.checks.Lock()
	defer s.checks.Unlock()
	draft := s.prepare(ctx)
	if draft == nil {
		return
	}
	byID := map[int]Cell{}
	for _, c := range cells {
		byID[c.ID] = c
	}
	var told time.Time
	s.mu.Lock()
	draft.Set(written(cells))
	draft.Looked = func(id int) {
		if c := byID[id]; !c.Deleted && time.Since(told) > tellEvery {
			list := []notebook.SetDiagnostics{diagnostics(draft, c)}
			s.mu.Unlock() // questions need not wait for all cells
			found(list)
			told = time.Now()
			s.mu.Lock()
		}
	}
	err := draft.Check(ctx)
	var all []notebook.SetDiagnostics
	for _, c := range cells {
		if !c.Deleted && err == nil {
			all = append(all, diagnostics(draft, c))
		}
	}
	wanted := draft.Wanted()
	s.mu.Unlock()
	s.readied.Do(func() { close(s.ready) })
	if err == nil {
		found(all)
		s.load(wanted)
	}
}

// await waits until questions can be answered, as long as the service has
// patience: right after a start they would find nothing.
func (s *Service) await(ctx context.Context) {
	if s.patience == 0 {
		return
	}
	patience := time.NewTimer(s.patience)
	defer patience.Stop()
	select {
	case <-s.ready:
	case <-patience.C:
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
}

// prepare returns the draft for the toolchain there is, nil without one.
func (s *Service) prepare(ctx context.Context) *compile.Draft {
	s.mu.Lock()
	tool, draft := s.tool, s.draft
	s.mu.Unlock()
	if tool != nil && draft == nil {
		fresh, err := compile.NewDraft(ctx, tool)
		if err != nil {
			s.log.Error("language: no draft", "err", err)
			return nil
		}
		fresh.Vet = vet
		draft = fresh
		s.mu.Lock()
		if s.tool == tool {
			s.draft = draft
		}
		s.mu.Unlock()
		s.listPackages(tool)
	}
	if draft == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.arrived {
		if a.tool == tool {
			draft.Arrived(a.paths, a.missing)
		}
	}
	s.arrived = nil
	return draft
}

// listPackages finds out which packages cells could import, beside everything
// else.
func (s *Service) listPackages(tool *compile.Toolchain) {
	if s.ctx.Err() != nil {
		return
	}
	s.tasks.Go(func() {
		list, err := tool.Packages(s.ctx)
		if err != nil {
			s.log.Warn("language: no packages to import", "err", err)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.tool == tool {
			s.packages = list
		}
	})
}

// load compiles packages that cells import, beside everything else, if they are
// on this machine.
func (s *Service) load(paths []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(paths) == 0 || s.loading || s.ctx.Err() != nil {
		return
	}
	s.loading = true
	tool := s.tool
	s.tasks.Go(func() {
		missing := tool.Local(s.ctx, paths)
		s.mu.Lock()
		s.loading = false
		s.arrived = append(s.arrived, arrival{tool, paths, missing})
		again := s.again
		s.mu.Unlock()
		if s.ctx.Err() == nil {
			again()
		}
	})
}

func written(cells []Cell) []compile.Written {
	list := make([]compile.Written, len(cells))
	for i, c := range cells {
		list[i] = compile.Written{ID: c.ID, Source: c.Source, Ran: c.Known, Deleted: c.Deleted}
	}
	return list
}

// diagnostics are what the draft has to say of a cell.
func diagnostics(draft *compile.Draft, c Cell) notebook.SetDiagnostics {
	d := notebook.SetDiagnostics{ID: c.ID}
	d.Version = c.Version
	for i, f := range draft.Findings(c.ID) {
		if i == MaxDiagnostics {
			break
		}
		d.Items = append(d.Items, notebook.Diagnostic{
			From: notebook.UnitOffset(c.Source, f.Start), To: notebook.UnitOffset(c.Source, f.End),
			Severity: f.Severity, Message: f.Message, Code: f.Code, URL: f.URL,
		})
	}
	return d
}
