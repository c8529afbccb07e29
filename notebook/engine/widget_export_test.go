//go:build unix

package engine_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gokino/gokino/notebook/engine"
)

// TestExport: a widget is asked in the runtime, and every answer and lack of one is
// told apart.
func TestExport(t *testing.T) {
	r := startedRoom(t)
	for _, c := range []struct{ ref, text, err string }{
		{"R5", "a", ""},
		{"none", "", ""},
		{"fails", "", "no T"},
		{"lies", "", "kernel: forms of a value: wire: map expected, found type 0xa1"},
	} {
		data, err := r.Export(t.Context(), c.ref)
		if got, _ := data["text/plain"].(string); got != c.text || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("%s: %v %v, want %q %q", c.ref, data, err, c.text, c.err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Export(ctx, "late"); !errors.Is(err, context.Canceled) {
		t.Errorf("an answer that does not come: %v", err)
	}
	if _, err := r.Export(t.Context(), "wrong"); err == nil {
		t.Error("an answer to another question was taken")
	}
	if _, err := engine.New(engine.Options{}).Export(t.Context(), "R5"); err == nil || err.Error() != "the runtime is not running" {
		t.Errorf("without a process: %v", err)
	}
}
