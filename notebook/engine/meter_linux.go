package engine

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// meter reads what the processes of a group hold.
type meter struct {
	leader  int
	others  []int // the rest of the group when it was last listed
	listed  time.Time
	checked time.Time
}

// How often the processes of a group are looked for: if the leader has children,
// and anyhow, as a child's child may have been left alone.
const (
	listOften  = time.Second
	listRarely = 30 * time.Second
)

// meter is nil where memory cannot be read.
func (p *process) meter() *meter { return &meter{leader: p.cmd.Process.Pid} }

// look returns how much the group holds, and how many processes it is.
func (m *meter) look() (bytes int64, processes int) {
	if now := time.Now(); now.Sub(m.checked) >= listOften {
		m.checked = now
		if len(m.others) > 0 || now.Sub(m.listed) >= listRarely || hasChildren(m.leader) {
			m.others, m.listed = groupOf(m.leader), now
		}
	}
	bytes = held(m.leader)
	for _, pid := range m.others {
		bytes += held(pid)
	}
	return bytes, 1 + len(m.others)
}

// held is what a process holds that can only be swapped out, in bytes.
func held(pid int) (total int64) {
	status, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	for _, field := range [][]byte{[]byte("\nRssAnon:"), []byte("\nRssShmem:"), []byte("\nVmSwap:")} {
		if _, rest, ok := bytes.Cut(status, field); ok {
			number, _, _ := bytes.Cut(bytes.TrimSpace(rest), []byte(" kB"))
			kb, _ := strconv.ParseInt(string(number), 10, 64)
			total += kb << 10
		}
	}
	return total
}

// hasChildren reports whether a process has children. It may err on the side of
// some.
func hasChildren(pid int) bool {
	tasks, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	return len(tasks) == 0 || slices.ContainsFunc(tasks, func(task string) bool {
		list, err := os.ReadFile(task)
		return err == nil && len(list) > 0
	})
}

// groupOf lists the processes of a group but its leader.
func groupOf(leader int) (others []int) {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(0)
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil || pid == leader {
			continue
		}
		stat, _ := os.ReadFile("/proc/" + name + "/stat")
		_, after, _ := strings.Cut(string(stat[bytes.LastIndexByte(stat, ')')+1:]), " ") // state ppid pgrp
		if f := strings.Fields(after); len(f) > 2 && f[2] == strconv.Itoa(leader) {
			others = append(others, pid)
		}
	}
	return others
}

// preferred is how much likelier than others the system ends a runtime when
// memory is short: as if it held that many thousandths of it more.
const preferred = "500"

// offer makes the process, and those it will start, the system's first choice.
func (p *process) offer() {
	_ = os.WriteFile("/proc/"+strconv.Itoa(p.cmd.Process.Pid)+"/oom_score_adj", []byte(preferred), 0)
}

// MachineMemory is how many bytes this process and its children can have: the
// machine's memory, or what a container leaves of it. 0: that is not known.
func MachineMemory() int64 {
	least := int64(0)
	note := func(n int64) {
		if n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	info, _ := os.ReadFile("/proc/meminfo")
	if _, rest, ok := strings.Cut(string(info), "MemTotal:"); ok {
		number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		kb, _ := strconv.ParseInt(number, 10, 64)
		note(kb << 10)
	}
	groups, _ := os.ReadFile("/proc/self/cgroup")
	for line := range strings.Lines(string(groups)) {
		f := strings.SplitN(strings.TrimSpace(line), ":", 3)
		switch {
		case len(f) < 3:
		case f[0] == "0":
			noteGroups(note, "/sys/fs/cgroup", f[2], "memory.max")
		case slices.Contains(strings.Split(f[1], ","), "memory"):
			noteGroups(note, "/sys/fs/cgroup/memory", f[2], "memory.limit_in_bytes")
		}
	}
	return least
}

// noteGroups notes the limits of a control group and those above it.
func noteGroups(note func(int64), root, group, file string) {
	for dir := filepath.Join(root, group); ; dir = filepath.Dir(dir) {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if n, bad := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && bad == nil {
			note(n)
		}
		if len(dir) <= len(root) {
			return
		}
	}
}
