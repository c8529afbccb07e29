package upload

import (
	"os"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel"
)

// sniffed is how many bytes of a file tell its type.
const sniffed = 512

// grant is one file. What is below mu belongs to it; the rest to the transfer
// that runs.
type grant struct {
	kernel.Grant
	counted bool // towards the limits; the store's mu guards it

	offset uint64 // bytes written
	head   []byte // the first of them
	kind   string // the type they look like
	told   uint64 // of offset
	toldAt time.Time

	mu       sync.Mutex
	transfer *Transfer // the one that runs
	path     string    // of the file, "" before there is one
	failed   Error     // why nothing more is taken
	heard    bool      // the widget was told so
	complete bool
	revoked  bool
}

// failure is why a grant takes no (more) bytes, nil if it does.
func (g *grant) failure() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.revoked:
		return ErrToken
	case g.failed != "":
		return g.failed
	}
	return nil
}

// revoke ends the grant: the transfer that runs learns it, the file goes.
func (g *grant) revoke() {
	g.mu.Lock()
	g.revoked = true
	if g.transfer != nil {
		g.transfer.interruptLocked()
	}
	path := g.path
	g.mu.Unlock()
	removeFile(path)
}

// removeFile removes a file, if there is one. What cannot be removed now goes with
// the folder.
func removeFile(path string) {
	if path != "" {
		_ = os.Remove(path)
	}
}
