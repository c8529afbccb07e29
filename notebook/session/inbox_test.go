package session_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/session"
)

func piece(cell int, kind, text string) session.Output {
	return session.Output{Cell: cell, Output: notebook.Output{Kind: kind, Text: text}}
}

func TestInboxJoinsStreams(t *testing.T) {
	tests := []struct {
		name string
		in   []session.Output
		want string
	}{
		{"of one cell", []session.Output{piece(1, "stdout", "a"), piece(1, "stdout", "b")}, "1 stdout ab"},
		{"of two streams", []session.Output{piece(1, "stdout", "a"), piece(1, "stderr", "b"), piece(1, "stdout", "c")},
			"1 stdout a|1 stderr b|1 stdout c"},
		{"of two cells", []session.Output{piece(1, "stdout", "a"), piece(2, "stdout", "b")}, "1 stdout a|2 stdout b"},
		{"notes", []session.Output{piece(1, "note", "a"), piece(1, "note", "b")}, "1 note a|1 note b"},
		{"a split character", []session.Output{piece(1, "stdout", "a\xe2"), piece(1, "stdout", "\x82\xacb")}, "1 stdout a€b"},
		{"half a character waits", []session.Output{piece(1, "stdout", "a\xe2\x82")}, "1 stdout a"},
		{"nothing but half a character", []session.Output{piece(1, "stdout", "\xf0\x9f")}, ""},
		{"no character", []session.Output{piece(1, "stdout", "a\x80"), piece(1, "stdout", "\xff")}, "1 stdout a\x80\xff"},
	}
	for _, tt := range tests {
		b := session.NewInbox()
		for _, o := range tt.in {
			b.Output(o)
		}
		outputs, _, _, _ := b.Take()
		var got []string
		for _, o := range outputs {
			got = append(got, fmt.Sprint(o.Cell, " ", o.Kind, " ", o.Text))
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestInboxKeepsTheEnd(t *testing.T) {
	b := session.NewInbox()
	line := strings.Repeat("x", 999) + "\n"
	for range 10_000 {
		b.Output(piece(1, "stdout", line))
	}
	b.Output(piece(1, "stdout", "end"))
	outputs, _, _, lost := b.Take()
	o := outputs[0]
	if len(outputs) != 1 || o.Cut+len(o.Text) != 10_000_003 || len(o.Text) > 2*notebook.MaxText+1000 || !strings.HasSuffix(o.Text, "\nend") {
		t.Errorf("%d outputs, %d bytes, %d cut", len(outputs), len(o.Text), o.Cut)
	}
	if len(lost) != 0 {
		t.Error("lost:", lost)
	}
}

func TestInboxBounds(t *testing.T) {
	b := session.NewInbox()
	for range 10_050 {
		b.Output(piece(3, "note", "n"))
	}
	for range 20_000 {
		b.Client(kernel.Event{Client: "c"})
	}
	outputs, messages, refusals, lost := b.Take()
	if len(outputs) != 10_000 || lost[3] != 50 || messages != 4096 || refusals != 4096 {
		t.Errorf("%d outputs, %v lost, %d messages, %d refusals", len(outputs), lost, messages, refusals)
	}
	b.Output(piece(3, "note", "n"))
	if outputs, _, _, lost := b.Take(); len(outputs) != 1 || len(lost) != 0 {
		t.Error("still full")
	}
}
