package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/gokino/gokino/notebook/cache"
	"github.com/gokino/gokino/notebook/engine"
)

// limits are what gokino may use, in bytes; memory 0: no limit.
type limits struct{ memory, cache int64 }

// memoryFlag is the value of --memory. Zero: the default.
type memoryFlag struct {
	set   bool
	bytes int64
}

func (f *memoryFlag) String() string { return "" }

func (f *memoryFlag) Set(v string) error {
	f.set, f.bytes = true, 0
	if v == "off" || v == "0" {
		return nil
	}
	var err error
	if f.bytes, err = parseSize(v); err == nil && f.bytes < leastMemory {
		err = errors.New("a runtime needs 128MiB to start with")
	}
	return err
}

// leastMemory is what a runtime takes with the standard library loaded, and room
// for the first cells.
const leastMemory = 128 << 20

// limits reads the limits from flags and environment. The memory is by default
// three quarters of what the machine or the container has.
func (s *shared) limits() (limits, error) {
	l := limits{memory: s.memory.bytes}
	if !s.memory.set {
		l.memory = engine.MachineMemory() / 4 * 3
	}
	if v := os.Getenv("GOKINO_CACHE_SIZE"); v != "" {
		var err error
		if l.cache, err = parseSize(v); err != nil {
			return l, fmt.Errorf("GOKINO_CACHE_SIZE=%s: %w", v, err)
		}
	}
	return l, nil
}

// units are what a size may end in. Those of tens and of twos mean the same, as
// to most people they do.
var units = []struct {
	names []string
	bytes float64
}{
	{[]string{"gib", "gb", "g"}, 1 << 30},
	{[]string{"mib", "mb", "m"}, 1 << 20},
	{[]string{"kib", "kb", "k"}, 1 << 10},
	{[]string{"b"}, 1},
}

// parseSize reads a size such as 4GiB, 500 MB or 1.5g.
func parseSize(v string) (int64, error) {
	number, factor := strings.ToLower(strings.TrimSpace(v)), 1.0
	for _, u := range units {
		for _, name := range u.names {
			if n, ok := strings.CutSuffix(number, name); ok && factor == 1 {
				number, factor = strings.TrimSpace(n), u.bytes
			}
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	if bytes := n * factor; err != nil || !(bytes >= 1 && bytes <= 1<<60) { // not a number is neither
		return 0, fmt.Errorf("%q is no size such as 4GiB or 500MB", v)
	}
	return int64(n * factor), nil
}

// checkCache refuses a cache that others can write, before anything is put there.
func checkCache(dir string, size int64) error {
	c, err := cache.Open(dir, cache.Options{Size: size})
	if err != nil {
		return err
	}
	return c.Close()
}

// cacheCommand prints what the cache holds, or empties it.
func cacheCommand(args []string, std stdio) error {
	if len(args) > 1 || len(args) == 1 && args[0] != "clean" {
		return usageError{fmt.Errorf("the cache can be looked at (gokino cache) and emptied (gokino cache clean), not %q", args)}
	}
	dir, err := cacheDir()
	if err != nil {
		return err
	}
	l, err := new(shared).limits()
	if err != nil {
		return err
	}
	c, err := cache.Open(dir, cache.Options{Size: l.cache})
	if err != nil {
		return err
	}
	defer c.Close()
	if len(args) == 1 {
		fmt.Fprintf(std.out, "%s removed\n", sizeText(c.Clean()))
	}
	total := int64(0)
	fmt.Fprintln(std.out, c.Dir())
	for _, u := range c.Usage() {
		fmt.Fprintf(std.out, "  %-9s %6d  %10s\n", u.Kind, u.Files, sizeText(u.Bytes))
		total += u.Bytes
	}
	_, err = fmt.Fprintf(std.out, "  %-9s         %10s of %s at most (GOKINO_CACHE_SIZE)\n", "together", sizeText(total), sizeText(c.Size()))
	return err
}

// sizeText is a number of bytes as people read it.
func sizeText(n int64) string {
	if n < 1<<30 {
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
}
