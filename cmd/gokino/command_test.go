package main

import (
	"bytes"
	"errors"
	"flag"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/session"
)

// The tests of this package stand inside it: a main package has no outside.

func TestParseTakesFlagsAnywhere(t *testing.T) {
	for _, c := range []struct {
		args string
		json bool
		rest []string
		err  string
	}{
		{"--json a.md", true, []string{"a.md"}, ""},
		{"a.md --json", true, []string{"a.md"}, ""},
		{"a.md", false, []string{"a.md"}, ""},
		{"", false, nil, ""},
		{"-- --json", false, []string{"--json"}, ""},
		{"a.md --jsonn", false, nil, "flag provided but not defined: -jsonn"},
	} {
		fs := flag.NewFlagSet("test", flag.ContinueOnError)
		json := fs.Bool("json", false, "")
		rest, err := parse(fs, strings.Fields(c.args), &bytes.Buffer{})
		if c.err != "" {
			if err == nil || err.Error() != c.err || status(err, &bytes.Buffer{}) != 2 {
				t.Errorf("%q: error %v, want %q and status 2", c.args, err, c.err)
			}
			continue
		}
		if err != nil || *json != c.json || !slices.Equal(rest, c.rest) {
			t.Errorf("%q: json %v, rest %q, error %v", c.args, *json, rest, err)
		}
	}
}

func TestSplitAddr(t *testing.T) {
	for _, c := range []struct{ addr, host, port string }{
		{"", "127.0.0.1", ""},
		{"127.0.0.1:9", "127.0.0.1", "9"},
		{":9", "127.0.0.1", "9"},
		{"9", "127.0.0.1", "9"},
		{"0.0.0.0", "0.0.0.0", ""},
		{"::1", "::1", ""},
		{"[::1]:9", "::1", "9"},
		{"localhost", "localhost", ""},
	} {
		host, port, err := splitAddr(c.addr)
		if err != nil || host != c.host || port != c.port {
			t.Errorf("%q: %q %q %v, want %q %q", c.addr, host, port, err, c.host, c.port)
		}
	}
}

// A port that is asked for is not exchanged for another; without one the next
// free port is taken.
func TestListenTakesTheNextFreePort(t *testing.T) {
	first, err := listen("")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	second, err := listen("")
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if a, b := first.Addr().(*net.TCPAddr).Port, second.Addr().(*net.TCPAddr).Port; b <= a || a < defaultPort {
		t.Errorf("ports %d and %d: want %d or the next free ones", a, b, defaultPort)
	}
	if _, err := listen(first.Addr().String()); err == nil {
		t.Error("a port in use was opened again")
	}
	if !loopback(first) {
		t.Error("the default is not loopback")
	}
}

func TestParseSize(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
	}{
		{"4GiB", 4 << 30},
		{"4 gb", 4 << 30},
		{"1.5g", 3 << 29},
		{"500MB", 500 << 20},
		{"64k", 64 << 10},
		{"100b", 100},
		{"100", 100},
		{"", 0},
		{"GiB", 0},
		{"-1g", 0},
		{"0", 0},
		{"nan", 0},
		{"4gg", 0},
		{"1e30", 0},
		{"four", 0},
	} {
		if got, err := parseSize(c.text); got != c.want || (err == nil) != (c.want > 0) {
			t.Errorf("%q: %d %v, want %d", c.text, got, err, c.want)
		}
	}
}

func TestMemoryFlag(t *testing.T) {
	for _, c := range []struct {
		args string
		want int64 // -1: the default, some share of the machine; -2: an error
	}{
		{"", -1},
		{"--memory 2GiB", 2 << 30},
		{"--memory off", 0},
		{"--memory 0", 0},
		{"--memory 1MB", -2},
		{"--memory much", -2},
	} {
		var s shared
		fs := flag.NewFlagSet("test", flag.ContinueOnError)
		s.register(fs)
		_, err := parse(fs, strings.Fields(c.args), &bytes.Buffer{})
		if (err != nil) != (c.want == -2) {
			t.Errorf("%q: %v", c.args, err)
		}
		l, err := s.limits()
		if err != nil || c.want == -1 && l.memory < 0 || c.want >= 0 && l.memory != c.want {
			t.Errorf("%q: %+v %v", c.args, l, err)
		}
	}
}

func TestCacheCommand(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GOKINO_CACHE", dir)
	t.Setenv("GOKINO_CACHE_SIZE", "1GiB")
	file := filepath.Join(dir, "unit", "old.so")
	if err := errors.Join(os.Mkdir(filepath.Dir(file), 0o700), os.WriteFile(file, make([]byte, 3<<20), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, want string }{
		{"cache", "unit           1     3.0 MiB"},
		{"cache clean", "3.0 MiB removed"},
		{"cache", "0.0 MiB of 1.0 GiB"},
	} {
		var out bytes.Buffer
		if err := run(t.Context(), strings.Fields(c.args), stdio{&out, &out}); err != nil || !strings.Contains(out.String(), c.want) {
			t.Errorf("%s: %v %s, want %s", c.args, err, &out, c.want)
		}
	}
	if err := run(t.Context(), []string{"cache", "clear"}, stdio{}); err == nil || status(err, &bytes.Buffer{}) != 2 {
		t.Error(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	err := run(t.Context(), []string{"run", "x.md"}, stdio{&bytes.Buffer{}, &bytes.Buffer{}})
	if err == nil || strings.Contains(err.Error(), "written by others") {
		t.Errorf("a notebook that is not there comes first: %v", err)
	}
	if err := run(t.Context(), []string{"cache"}, stdio{}); err == nil || !strings.Contains(err.Error(), dir+" can be written by others") {
		t.Error(err)
	}
}

// An error with its place in its message does not say it again.
func TestRunSaysAPlaceOnce(t *testing.T) {
	for _, c := range []struct{ message, want string }{
		{"undefined: x", "cell1:2:3: undefined: x\n"},
		{"cell1:2:3: undefined: x\ncell1:4:5: undefined: y", "cell1:2:3: undefined: x\ncell1:4:5: undefined: y\n"},
	} {
		var err bytes.Buffer
		o := &textObserver{std: stdio{out: &bytes.Buffer{}, err: &err}}
		o.fail(1, session.ReportError{Message: c.message, Line: 2, Col: 3})
		if err.String() != c.want {
			t.Errorf("printed %q, want %q", err.String(), c.want)
		}
	}
}
