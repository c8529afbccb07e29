package control_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/live/livetest"
)

// TestFile: what one client sends all see, and Go code reads, as often as it
// likes, also after another file has taken its place.
func TestFile(t *testing.T) {
	in, w := made(t, func() *control.Input[*control.Upload] {
		return control.File("Data", control.FileOptions[*control.Upload]{Accept: []string{".txt"}, MaxSize: 10})
	})
	a, b := w.Connect(), w.Connect()
	a.WantInit(map[string]any{"kind": "file", "label": "Data", "accept": []any{".txt"}, "max": 1, "value": nil})
	a.Upload("files", livetest.File{Name: "../a.txt", Data: []byte("hello")}).Send()
	answer := a.Ask("uploaded", nil)
	shown := []any{map[string]any{"name": "a.txt", "size": 5, "type": ""}}
	for _, c := range []*livetest.Client{a, b} {
		c.WantEvent("patch", map[string]any{"value": shown, "error": "", "origin": a.Origin()})
	}
	answer.WantReply(map[string]any{"value": shown})
	first := in.Value()
	w.WantEmit(control.Change[*control.Upload]{Value: first, Origin: a.Origin()})

	b.Upload("files", livetest.File{Name: "b.txt", Data: []byte("other")}).Send()
	b.Push("uploaded", nil)
	b.WantEvent("patch", map[string]any{"error": "", "origin": b.Origin(), "value": []any{
		map[string]any{"name": "b.txt", "size": 5, "type": ""},
	}})
	w.WantEmit(control.Change[*control.Upload]{Value: in.Value(), Origin: b.Origin()})
	for range 2 {
		if data, err := first.Bytes(); err != nil || string(data) != "hello" {
			t.Errorf("%q, %v", data, err)
		}
	}
	path := filepath.Join(t.TempDir(), "copy")
	if err := in.Value().SaveTo(path); err != nil {
		t.Error(err)
	}
	if data, err := os.ReadFile(path); string(data) != "other" {
		t.Errorf("%q, %v", data, err)
	}
	if err := in.Value().SaveTo(path); err == nil {
		t.Error("a file was overwritten")
	}
	if s := in.String(); s != `file "Data": b.txt (5 bytes)` {
		t.Error(s)
	}

	c := w.Connect()
	c.Upload("files", livetest.File{Name: "c.txt", Data: []byte("more than ten")}).WantErrors("too_large")
	c.Ask("uploaded", nil).WantReply(map[string]any{})
	c.Ask("change", []any{map[string]any{"name": "c.txt"}}).WantReply(map[string]any{"error": "This is no value of the field."})
	w.NoEmit()
	c.Push("change", nil)
	w.WantEmit(control.Change[*control.Upload]{Empty: true, Origin: c.Origin()})
	if in.Value() != nil || in.Set(first) == nil {
		t.Error("it is not empty, or takes files from Go")
	}
}

// TestFiles: several come and go together, and can be refused together.
func TestFiles(t *testing.T) {
	in, w := made(t, func() *control.Input[[]*control.Upload] {
		return control.Files("Data", control.FileOptions[[]*control.Upload]{Max: 2, Validate: func(all []*control.Upload) error {
			if all[0].Name == "bad" {
				return errors.New("not this one")
			}
			return nil
		}})
	})
	c := w.Connect()
	c.Upload("files", livetest.File{Name: "a", Data: []byte("1")}, livetest.File{Name: "b", Data: []byte("2")}).Send()
	c.Push("uploaded", nil)
	c.WantEvent("patch", map[string]any{"error": "", "origin": c.Origin(), "value": []any{
		map[string]any{"name": "a", "size": 1, "type": ""}, map[string]any{"name": "b", "size": 1, "type": ""},
	}})
	all := in.Value()
	w.WantEmit(control.Change[[]*control.Upload]{Value: all, Origin: c.Origin()})
	c.Upload("files", livetest.File{Name: "bad", Data: []byte("3")}).Send()
	c.Ask("uploaded", nil).WantReply(map[string]any{"error": "not this one"})
	if len(all) != 2 || in.Value()[1] != all[1] {
		t.Error(in.Value())
	}
}
