package main

import (
	"bytes"
	"flag"
	"net"
	"slices"
	"strings"
	"testing"
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
