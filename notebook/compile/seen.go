package compile

import (
	"context"
	"fmt"
	"maps"
	"sync"
)

// seenPackages are the packages that a toolchain has compiled, for whichever
// notebook. It is safe for concurrent use; the zero value is empty.
type seenPackages struct {
	mu     sync.Mutex
	byPath map[string]listed
}

func (s *seenPackages) add(all []listed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byPath == nil {
		s.byPath = map[string]listed{}
	}
	for _, p := range all {
		s.byPath[p.ImportPath] = p
	}
}

func (s *seenPackages) get(path string) (listed, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.byPath[path]
	return p, ok
}

// names returns the names of the packages by their paths.
func (s *seenPackages) names() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := map[string]string{}
	for path, p := range s.byPath {
		names[path] = p.Name
	}
	return maps.Clone(names)
}

// compileLocal compiles packages whose source is on this machine, so that drafts
// can see what they export. It never asks the network.
func (t *Toolchain) compileLocal(ctx context.Context, paths ...string) error {
	cmd := t.listCommand(t.space, paths)
	cmd.env = append(cmd.env, "GOPROXY=off")
	if _, err := t.listOutput(ctx, cmd); err != nil {
		return fmt.Errorf("compile what drafts import: %w", err)
	}
	return nil
}
