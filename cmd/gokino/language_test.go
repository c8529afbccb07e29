package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/language"
	"github.com/gokino/gokino/notebook/session"
)

// heard waits for an event of the notebook's, and returns its payload.
func heard(t *testing.T, said <-chan kernel.Message, event string) map[string]any {
	t.Helper()
	for timeout := time.After(2 * time.Minute); ; {
		var payload []byte
		select {
		case m := <-said:
			switch m := m.(type) {
			case kernel.Broadcast:
				if m.Event == event {
					payload = m.Payload
				}
			case kernel.Send:
				if m.Event == event {
					payload = m.Payload
				}
			}
		case <-timeout:
			t.Fatal("no ", event)
		}
		if payload == nil {
			continue
		}
		var v map[string]any
		if err := wire.Unmarshal(payload, &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// What is wrong with a cell is known without running it, as soon as there is a
// toolchain; and questions are answered.
func TestLanguageOfAnOpenNotebook(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a runtime")
	}
	if err := compile.Probe(t.Context()); err != nil {
		t.Skip(err)
	}
	if os.Getenv("GOKINO_CACHE") == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			t.Skip(err)
		}
		t.Setenv("GOKINO_CACHE", filepath.Join(user, "gokino-test"))
	}
	file := filepath.Join(t.TempDir(), "demo.md")
	if err := os.WriteFile(file, []byte("```go\nx := 1\n```\n\n```go\nvar s string = x\n```\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	lang := language.New(language.Options{Logger: logger})
	factory, err := evaluators(file, shared{}, logger, lang.Use)
	if err != nil {
		t.Fatal(err)
	}
	said := make(chan kernel.Message, 1000)
	s, err := session.Open(file, session.Options{
		New: factory, Language: speaker{lang}, Logger: logger, Out: func(m kernel.Message) { said <- m },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.Background())
	s.Deliver(kernel.Connect{Client: "c", Ref: session.Ref, View: "v"})
	d := heard(t, said, "diagnostics")
	items, _ := d["items"].([]any)
	if len(items) != 1 || d["id"] != int64(2) {
		t.Fatalf("diagnostics are %v", d)
	}
	if message := items[0].(map[string]any)["message"]; message != "cannot use x (variable of type int) as string value in variable declaration" {
		t.Error(message)
	}
	ask := func(event string, question any) {
		payload, err := wire.Marshal(question)
		if err != nil {
			t.Fatal(err)
		}
		s.Deliver(kernel.Event{Client: "c", Ref: session.Ref, View: "v", Event: event, Payload: payload})
	}
	ask("hover", session.Question{N: 1, ID: 2, Source: "x", Offset: 0})
	if h := heard(t, said, "hovered"); h["code"] != "var x int" || h["n"] != int64(1) {
		t.Errorf("hovered %v", h)
	}
	ask("rename", session.Question{N: 2, ID: 2, Source: "var s string = x", Offset: 15, Name: "y"})
	if r := heard(t, said, "renamed"); r["error"] != "" || r["cells"] != int64(2) {
		t.Errorf("renamed %v", r)
	}
	if cells := s.Snapshot().Cells; cells[0].Source != "y := 1" || cells[1].Source != "var s string = y" {
		t.Errorf("cells are %q and %q", cells[0].Source, cells[1].Source)
	}
}
