package engine

import (
	"fmt"
	"time"
)

// Memory is what the processes of a runtime hold, and may hold, in bytes. Used
// counts what is theirs alone: not the files they have mapped, which the system
// drops when it needs the room. Limit 0: there is none.
type Memory struct{ Used, Limit int64 }

// How often the memory of a process is looked at. Nearer to its limit that is
// more often: nothing fills memory much faster than fillRate.
const (
	fillRate  = 8 << 30 // bytes a second
	soonest   = 5 * time.Millisecond
	latest    = 250 * time.Millisecond
	unlimited = time.Second // where nothing but showing it depends on it
)

// MemoryInterval is the least time between two calls of Options.Memory.
const MemoryInterval = 2 * time.Second

// maxProcesses is how many processes a runtime and its cells may be, so that one
// that does nothing but start others is ended before nobody can start any.
const maxProcesses = 4096

// nextLook is how long the memory can be left alone.
func nextLook(m Memory) time.Duration {
	if m.Limit == 0 {
		return unlimited
	}
	return min(max(time.Duration(float64(m.Limit-m.Used)/fillRate*float64(time.Second)), soonest), latest)
}

// watch looks at the memory of the process until it ends, and ends it if it is
// too much.
func (c *child) watch(limit int64) {
	defer close(c.watched)
	meter := c.proc.meter()
	if meter == nil {
		return
	}
	told := Memory{Used: -1}
	last := time.Now().Add(-MemoryInterval)
	timer := time.NewTimer(latest) // before that it has hardly begun
	defer timer.Stop()
	for {
		select {
		case <-c.proc.exited:
			return
		case <-timer.C:
		}
		used, processes := meter.look()
		m := Memory{used, limit}
		if why := tooMuch(m, processes); why != "" {
			c.condemn(why)
			return
		}
		if now := time.Now(); now.Sub(last) >= MemoryInterval && differs(m.Used, told.Used) {
			told, last = m, now
			c.owner.holds(m)
		}
		timer.Reset(nextLook(m))
	}
}

// tooMuch says what a runtime has too much of, nothing if it has not.
func tooMuch(m Memory, processes int) string {
	switch {
	case m.Limit > 0 && m.Used > m.Limit:
		return "it used more memory than the " + size(m.Limit) + " it may use"
	case processes > maxProcesses:
		return fmt.Sprintf("it started more than %d processes", maxProcesses)
	}
	return ""
}

// differs reports whether a number of bytes is worth telling after another: from
// 5 percent on.
func differs(now, told int64) bool {
	d := now - told
	return told < 0 || max(d, -d) > told/20
}

// size is a number of bytes as people read it.
func size(n int64) string {
	for _, unit := range []struct {
		name  string
		bytes int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}} {
		switch {
		case n >= unit.bytes && n%unit.bytes == 0:
			return fmt.Sprintf("%d %s", n/unit.bytes, unit.name)
		case n >= unit.bytes:
			return fmt.Sprintf("%.1f %s", float64(n)/float64(unit.bytes), unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
