package cache

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The folders of a cache whose entries have a meaning here. Others may be added:
// the entries of all of them are evicted alike.
const (
	leases  = "running" // a locked file for each open Cache
	scratch = "tmp"
	units   = "unit" // what is made in a moment
)

const (
	keepFor = 30 * 24 * time.Hour // how long something unused stays
	slow    = 7 * 24 * time.Hour  // how much later goes what takes long to make
	left    = 24 * time.Hour      // how long a build can last: a scratch folder that is older was left behind
	often   = time.Hour           // between looks at an ordinary Open
)

// entry is something that is evicted as a whole: a file with its sum, or a folder.
type entry struct {
	kind string // the folder it is in, or "source"
	path string
	size int64
	used time.Time
}

// rank orders entries: what goes first is least.
func (e entry) rank() time.Time {
	if e.kind == units {
		return e.used
	}
	return e.used.Add(slow)
}

// evictNow evicts, unless somebody else does at the moment, or did in the hour
// before now. The zero time stands for at once.
func (c *Cache) evictNow(now time.Time) {
	l, err := openLock(filepath.Join(c.dir, "evicted"))
	if err != nil {
		return
	}
	defer l.close()
	if free, err := l.try(); err == nil && !free {
		return
	}
	st, err := l.file.Stat()
	if !now.IsZero() && err == nil && st.Size() > 0 && now.Sub(st.ModTime()) < often {
		return
	}
	_, _ = l.file.WriteAt([]byte{'\n'}, 0) // the file's time is that of the last look
	c.added.Store(0)
	c.evict(time.Now(), c.size)
}

// evict removes what is older than keepFor, and of the rest what is least worth
// keeping until it fits into size. It returns how many bytes went.
func (c *Cache) evict(now time.Time, size int64) (gone int64) {
	keep := c.oldestLease(now)
	all := c.entries()
	total := int64(0)
	for _, e := range all {
		total += e.size
	}
	if total > size {
		size -= size / 10 // so that the next unit does not bring the next eviction
	}
	slices.SortFunc(all, func(a, b entry) int { return a.rank().Compare(b.rank()) })
	for _, e := range all {
		age := now.Sub(e.used)
		old := age > keepFor || age > left && e.kind == scratch
		if !old && total <= size || !e.used.Before(keep) {
			continue
		}
		if c.remove(e, keep) {
			total -= e.size
			gone += e.size
		}
	}
	if gone > 0 {
		c.log.Info("the cache was made smaller", "gone", gone, "left", total)
	}
	return gone
}

// remove removes an entry unless it is used meanwhile.
func (c *Cache) remove(e entry, keep time.Time) bool {
	trash, err := os.MkdirTemp(filepath.Join(c.dir, scratch), "evicted")
	if err != nil {
		return false
	}
	defer os.RemoveAll(trash)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gate != nil && c.gate.wait() == nil {
		defer c.gate.release()
	}
	if st, err := os.Lstat(e.path); err != nil || !st.ModTime().Before(keep) {
		return false
	}
	if os.Rename(e.path, filepath.Join(trash, filepath.Base(e.path))) != nil {
		return false
	}
	_ = os.Remove(sumFile(e.path))
	return true
}

// oldestLease is since when somebody may rely on what he has used: when the
// oldest Cache was opened that still is. Leases of processes that ended go.
func (c *Cache) oldestLease(now time.Time) time.Time {
	oldest := now
	folder := filepath.Join(c.dir, leases)
	files, _ := os.ReadDir(folder)
	for _, f := range files {
		path := filepath.Join(folder, f.Name())
		st, err := f.Info()
		if err != nil {
			continue
		}
		if path != c.claim && removeAbandoned(path) {
			continue
		}
		if st.ModTime().Before(oldest) {
			oldest = st.ModTime()
		}
	}
	return oldest
}

// removeAbandoned removes a lease that nobody holds any more.
func removeAbandoned(path string) bool {
	l, err := openLock(path)
	if err != nil {
		return false
	}
	defer l.close()
	free, err := l.try()
	return err == nil && free && os.Remove(path) == nil
}

// entries lists everything that can be evicted.
func (c *Cache) entries() []entry {
	var all []entry
	folders, _ := os.ReadDir(c.dir)
	for _, f := range folders {
		path := filepath.Join(c.dir, f.Name())
		switch {
		case !f.IsDir() || f.Name() == leases:
		case strings.HasPrefix(f.Name(), "source-"):
			all = appendEntry(all, "source", path, f)
		default:
			files, _ := os.ReadDir(path)
			for _, e := range files {
				if !strings.HasSuffix(e.Name(), sumEnd) {
					all = appendEntry(all, f.Name(), filepath.Join(path, e.Name()), e)
				}
			}
		}
	}
	return all
}

func appendEntry(all []entry, kind, path string, d fs.DirEntry) []entry {
	st, err := d.Info()
	if err != nil {
		return all
	}
	e := entry{kind: kind, path: path, size: st.Size(), used: st.ModTime()}
	if d.IsDir() {
		e.size = sizeOf(path)
	}
	return append(all, e)
}

// sizeOf adds up the files below a folder.
func sizeOf(dir string) (size int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if st, err := d.Info(); err == nil {
				size += st.Size()
			}
		}
		return nil
	})
	return size
}

// Clean removes everything that no open Cache has used, this one included, and
// returns how many bytes went.
func (c *Cache) Clean() int64 { return c.evict(time.Now(), 0) }

// Usage is what a cache holds of one kind.
type Usage struct {
	Kind  string // the folder's name, such as "unit"
	Files int    // entries: files, or folders that belong together
	Bytes int64
}

// Usage lists what the cache holds, by kind, the largest first.
func (c *Cache) Usage() []Usage {
	var all []Usage
	for _, e := range c.entries() {
		i := slices.IndexFunc(all, func(u Usage) bool { return u.Kind == e.kind })
		if i < 0 {
			all = append(all, Usage{Kind: e.kind})
			i = len(all) - 1
		}
		all[i].Files++
		all[i].Bytes += e.size
	}
	slices.SortFunc(all, func(a, b Usage) int { return cmp.Compare(b.Bytes, a.Bytes) })
	return all
}
