package protocol_test

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/runtime/protocol"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// messages has one of each type, and the corners of some.
func messages() []protocol.Message {
	return []protocol.Message{
		protocol.Resolve{ID: 1, Names: []string{"fmt.Println", "type:int"}},
		protocol.Resolve{ID: 300},
		protocol.Load{ID: 2, Eval: 7, Path: "/c/a.so", Name: "gkcell7", Anchor: "main.GKcell_7", Init: true},
		protocol.Run{Eval: 7, Cell: 3, Path: "/c/a.so", Entry: "main.GKcell_7"},
		protocol.Run{Eval: 1 << 40, Cell: -1},
		protocol.Interrupt{Eval: 7},
		protocol.Close{ID: 3, Cell: 3},
		protocol.Ready{Version: protocol.Version, GoVersion: "go1.26.8"},
		protocol.Ready{Version: 2, Error: "no module data"},
		protocol.Resolved{ID: 1, Symbols: []protocol.Symbol{{Plain: true}, {ABI0: true, Type: []byte{8}, Mask: []byte{1}}}},
		protocol.Loaded{ID: 2},
		protocol.Loaded{ID: 2, Error: "undefined symbol: x"},
		protocol.Text{Eval: 7, Parts: []protocol.Part{{protocol.Stdout, []byte("a\n")}, {protocol.Stderr, []byte("b\n")}}},
		protocol.Text{},
		protocol.Done{Eval: 7, Status: protocol.StatusOK},
		protocol.Done{Eval: 7, Status: protocol.StatusError, Failure: protocol.Failure{Message: "panic: p", Line: 2, Stack: "f cell1:3\ncell cell2:2"}},
		protocol.Async{Eval: 7, Failure: protocol.Failure{Message: "panic: q"}},
		protocol.Note{Eval: 7, Text: "kept"},
		protocol.Closed{ID: 3, Left: []string{"http server :80"}},
		protocol.Export{ID: 4, Ref: "R5"},
		protocol.Exported{ID: 4, Data: []byte{0x81, 0xa1, 'a', 1}},
		protocol.Exported{ID: 4, Error: "it has ended"},
	}
}

// TestGolden holds the bytes of every message: a runtime that was built by an
// earlier gokino and is still cached must not be misunderstood.
func TestGolden(t *testing.T) {
	var got strings.Builder
	for _, m := range messages() {
		fmt.Fprintf(&got, "-- %T --\n%+v\n%s\n", m, m, hex.EncodeToString(protocol.Encode(m)))
	}
	const file = "testdata/messages.txtar"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the messages changed their form; if that is meant, raise Version and run with -update\ngot:\n%s", got.String())
	}
}

func TestRoundTrip(t *testing.T) {
	for _, m := range messages() {
		frame := protocol.Encode(m)
		if !protocol.Is(frame) {
			t.Errorf("Is(%T) = false", m)
		}
		got, err := protocol.Decode(frame)
		if err != nil {
			t.Errorf("Decode(%+v): %v", m, err)
			continue
		}
		if !bytes.Equal(protocol.Encode(got), frame) || reflect.TypeOf(got) != reflect.TypeOf(m) {
			t.Errorf("Decode(%+v) = %+v", m, got)
		}
	}
}

func TestIsLeavesTheKernelsMessages(t *testing.T) {
	for _, m := range []kernel.Message{kernel.Connect{}, kernel.Event{}, kernel.Init{}, kernel.Output{Scope: 9}, kernel.Report{}} {
		if protocol.Is(kernel.Encode(m)) {
			t.Errorf("Is(%T) = true", m)
		}
	}
	for _, frame := range [][]byte{nil, {}, {0x92}, {0xc0, 0x40}} {
		if protocol.Is(frame) {
			t.Errorf("Is(% x) = true", frame)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	tests := map[string][]byte{
		"nothing":             {},
		"no array":            {0x40},
		"unknown tag":         {0x92, 0x7f, 0x01},
		"a kernel tag":        {0x92, 0x01, 0x01},
		"too few elements":    {0x91, 0x43},
		"cut off":             {0x92, 0x43},
		"bytes left over":     {0x92, 0x43, 0x01, 0x01},
		"short failure":       {0x93, 0x55, 0x01, 0x91, 0xa0},
		"long array, no data": {0x93, 0x40, 0x01, 0xdd, 0xff, 0xff, 0xff, 0xff},
	}
	for name, frame := range tests {
		if m, err := protocol.Decode(frame); err == nil {
			t.Errorf("%s: Decode(% x) = %+v, want an error", name, frame, m)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, m := range messages() {
		f.Add(protocol.Encode(m))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		m, err := protocol.Decode(frame)
		if err != nil {
			return
		}
		again, err := protocol.Decode(protocol.Encode(m))
		if err != nil {
			t.Fatalf("%+v does not survive its own encoding: %v", m, err)
		}
		if !bytes.Equal(protocol.Encode(again), protocol.Encode(m)) {
			t.Fatalf("%+v became %+v", m, again)
		}
	})
}
