package upload

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"github.com/gokino/gokino/kernel"
)

// Options configure a [Store]. Deliver is required; zero values mean the defaults
// named.
type Options struct {
	// Deliver takes what a widget is told of its files, in order for each file. It
	// must not block.
	Deliver func(kernel.Message)

	// Dir is the folder that holds the store's own folder; several processes may
	// share it. Default: gokino-uploads in the user's cache folder. It should be on
	// a disk: what is on a tmpfs is in memory.
	Dir string

	// MaxBytes bounds the sizes of all files granted together. Default 16 GiB.
	MaxBytes int64

	// MaxClientBytes and MaxClientFiles bound what one client is granted. Default
	// 4 GiB and 1000.
	MaxClientBytes int64
	MaxClientFiles int

	// Sniff tells the MIME type from a file's first 512 bytes; nil leaves it open.
	Sniff func(head []byte) string
}

func (o Options) withDefaults() Options {
	if o.MaxBytes == 0 {
		o.MaxBytes = 16 << 30
	}
	if o.MaxClientBytes == 0 {
		o.MaxClientBytes = 4 << 30
	}
	if o.MaxClientFiles == 0 {
		o.MaxClientFiles = 1000
	}
	if o.Sniff == nil {
		o.Sniff = func([]byte) string { return "" }
	}
	return o
}

// Error is why bytes are refused: a name that programs understand.
type Error string

func (e Error) Error() string { return "upload: " + string(e) }

// The reasons why bytes are refused. The last three end the file.
const (
	ErrToken       Error = "invalid_token"    // nothing is granted (any more) by this token
	ErrUsed        Error = "already_uploaded" // the whole file is there
	ErrInterrupted Error = "interrupted"      // another transfer took over, or the store ends

	ErrSize    Error = "file_size_limit_exceeded" // more bytes than were granted
	ErrNoSpace Error = "no_space"                 // the disk, or a limit of the store, is full
	ErrWrite   Error = "writer_failure"           // the file could not be written
)

// maxGrants bounds the grants there are, whatever they say.
const maxGrants = 1 << 16

// Store keeps granted files. It is safe for concurrent use. A nil *Store grants
// nothing.
type Store struct {
	opts      Options
	transfers sync.WaitGroup

	mu      sync.Mutex
	folder  *folder // made for the first file
	grants  map[string]*grant
	bytes   uint64
	clients map[string]usage
	closed  bool
}

// usage is what is granted to a client.
type usage struct {
	bytes uint64
	files int
}

// New makes a store, and removes what stores of processes that were killed have
// left in its folder.
func New(opts Options) *Store {
	opts = opts.withDefaults()
	if opts.Dir == "" {
		if cache, err := os.UserCacheDir(); err == nil {
			opts.Dir = filepath.Join(cache, "gokino-uploads")
		}
	}
	sweep(opts.Dir)
	return &Store{opts: opts, grants: map[string]*grant{}, clients: map[string]usage{}}
}

// Handle takes what a kernel says of grants, and ignores everything else.
func (s *Store) Handle(m kernel.Message) {
	if s == nil {
		return
	}
	switch m := m.(type) {
	case kernel.Grant:
		s.add(m)
	case kernel.Revoke:
		s.revoke(m)
	case kernel.Gone:
		if m.Client == "" {
			s.drop(func(g *grant) bool { return g.Ref == m.Ref })
		}
	}
}

// add keeps a grant. One over the limits is kept as well: who sends its file
// learns why it is refused, and then so does the widget.
func (s *Store) add(m kernel.Grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.grants) >= maxGrants || s.grants[m.Token] != nil {
		return
	}
	g := &grant{Grant: m}
	s.grants[m.Token] = g
	u := s.clients[m.Client]
	if m.Size > uint64(s.opts.MaxBytes)-min(s.bytes, uint64(s.opts.MaxBytes)) ||
		m.Size > uint64(s.opts.MaxClientBytes)-min(u.bytes, uint64(s.opts.MaxClientBytes)) ||
		u.files >= s.opts.MaxClientFiles {
		g.failed = ErrNoSpace
		return
	}
	g.counted = true
	s.bytes += m.Size
	s.clients[m.Client] = usage{u.bytes + m.Size, u.files + 1}
}

// uncount gives back what a grant counts for.
func (s *Store) uncount(g *grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.uncountLocked(g)
}

func (s *Store) uncountLocked(g *grant) {
	if !g.counted {
		return
	}
	g.counted = false
	s.bytes -= g.Size
	u := s.clients[g.Client]
	if u.files--; u.files == 0 {
		delete(s.clients, g.Client)
		return
	}
	u.bytes -= g.Size
	s.clients[g.Client] = u
}

// revoke ends one grant, without waiting for its transfer.
func (s *Store) revoke(m kernel.Revoke) {
	s.mu.Lock()
	g := s.grants[m.Token]
	if g == nil || g.Ref != m.Ref {
		s.mu.Unlock()
		return
	}
	delete(s.grants, m.Token)
	s.uncountLocked(g)
	s.mu.Unlock()
	g.revoke()
}

// drop ends the grants that are meant, without waiting for their transfers.
func (s *Store) drop(meant func(*grant) bool) {
	var dropped []*grant
	s.mu.Lock()
	for token, g := range s.grants {
		if meant(g) {
			delete(s.grants, token)
			s.uncountLocked(g)
			dropped = append(dropped, g)
		}
	}
	s.mu.Unlock()
	for _, g := range dropped {
		g.revoke()
	}
}

// begin finds the grant of a token, for a transfer that Close waits for.
func (s *Store) begin(token string) (*grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.grants[token]
	if g == nil {
		return nil, ErrToken
	}
	s.transfers.Add(1)
	return g, nil
}

// newFile makes an empty file.
func (s *Store) newFile() (*os.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrInterrupted
	}
	if s.folder == nil {
		f, err := openFolder(s.opts.Dir)
		if err != nil {
			return nil, err
		}
		s.folder = f
	}
	return s.folder.newFile()
}

// Offset is how much of a token's file is there, and its size. A transfer that
// still runs is ended: its client asks because it lost it.
func (s *Store) Offset(ctx context.Context, token string) (offset, size uint64, err error) {
	t, err := s.enter(ctx, token, func() {})
	if err != nil {
		return 0, 0, err
	}
	defer t.leave()
	g := t.grant
	return g.offset, g.Size, g.failure()
}

// Close ends the transfers, waits for them, and removes all files.
func (s *Store) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.drop(func(*grant) bool { return true })
	s.transfers.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder == nil {
		return nil
	}
	f := s.folder
	s.folder = nil
	return f.remove()
}
