package live_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// shelf is a widget that takes files. Tests say what its events do.
type shelf struct {
	allow map[string]live.UploadOptions
	do    map[string]func(*live.Context[int], string) error
	end   func(*live.Context[int])
}

type shelfDoes = map[string]func(*live.Context[int], string) error

func (s shelf) Init(ctx *live.Context[int], _ struct{}) error {
	for name, o := range s.allow {
		if err := ctx.AllowUpload(name, o); err != nil {
			return err
		}
	}
	return nil
}

func (shelf) HandleConnect(*live.Context[int]) (any, error) { return nil, nil }

func (s shelf) HandleEvent(ctx *live.Context[int], event string, p live.Payload) error {
	var arg string
	_ = p.Decode(&arg) // nil is ""
	return s.do[event](ctx, arg)
}

func (s shelf) HandleCast(ctx *live.Context[int], event any) error {
	return s.do[event.(string)](ctx, "")
}

func (s shelf) Terminate(ctx *live.Context[int]) {
	if s.end != nil {
		s.end(ctx)
	}
}

var anyFile = live.UploadOptions{Accept: []string{live.AnyFile}, MaxEntries: 3}

func oneFile(name, data string) livetest.File { return livetest.File{Name: name, Data: []byte(data)} }

// names lists files, "-" between those that are there and those on their way.
func names(completed, inProgress []*live.UploadEntry) (s string) {
	for _, e := range completed {
		s += e.Name + " "
	}
	s += "-"
	for _, e := range inProgress {
		s += fmt.Sprintf(" %s %d%%", e.Name, e.Percent())
	}
	return s
}

func TestAllowUpload(t *testing.T) {
	refusing := anyFile
	refusing.Validate = func(e *live.UploadEntry) error {
		switch e.Name {
		case "bad":
			return errors.New("no bad files")
		case "odd":
			return live.UploadError("odd")
		case "nameless":
			return live.UploadError("")
		}
		return nil
	}
	w := livetest.Start(t, shelf{
		allow: map[string]live.UploadOptions{
			"csv":   {Accept: []string{".csv", "text/plain", "image/*"}, MaxEntries: 2, MaxFileSize: 5},
			"one":   {Accept: []string{live.AnyFile}},
			"valid": refusing,
		},
		do: shelfDoes{
			"again":  func(ctx *live.Context[int], name string) error { return ctx.AllowUpload(name, anyFile) },
			"cancel": func(ctx *live.Context[int], ref string) error { return ctx.CancelUpload("csv", ref) },
			"have": func(ctx *live.Context[int], name string) error {
				return ctx.Reply(names(ctx.UploadedEntries(name)))
			},
		},
	}, struct{}{})
	c := w.Connect()

	// Each limit, by name; what is within them is admitted all the same.
	u := c.Upload("csv",
		livetest.File{Name: "a.CSV", Data: []byte("12345")},
		livetest.File{Name: "b.csv", Data: []byte("123456")},
		livetest.File{Name: "c.exe", Type: "application/x-msdownload"},
		livetest.File{Name: "d", Type: "IMAGE/PNG; q=1"},
		livetest.File{Name: "e", Type: "text/plain"},
		livetest.File{Name: "f", Type: "text/plain", Size: -1},
	)
	u.Progress(100)
	u.WantErrors("", "too_large", "not_accepted", "", "too_many_files", "too_large")
	c.Ask("have", "csv").WantReply("a.CSV d -")

	// Again only without files.
	c.Ask("again", "csv").WantError(live.ErrUploadActive.Error())
	u.Cancel()
	c.Ask("again", "csv").WantReply(nil)
	c.Upload("csv", oneFile("c.exe", "1234567")).Send()

	// With one entry a new file replaces the one before.
	first := c.Upload("one", oneFile("first", "1"))
	first.Send()
	second := c.Upload("one", oneFile("second", "2"))
	second.ProgressOf(0, 0)
	c.Ask("have", "one").WantReply("- second 0%")
	second.Send()
	c.Ask("have", "one").WantReply("second -")
	if w.Files() != 2 {
		t.Errorf("%d files are kept, want c.exe and second", w.Files())
	}
	two := c.Upload("one", oneFile("x", "x"), oneFile("y", "y"))
	two.Progress(100)
	two.WantErrors("too_many_files", "too_many_files")

	c.Upload("valid", oneFile("bad", ""), oneFile("odd", ""), oneFile("nameless", ""), oneFile("good", "")).
		WantErrors("invalid", "odd", "invalid", "in_progress")

	c.Push("lv:upload", map[string]any{"name": "nothing", "files": []any{}})
	c.WantFail(live.ErrNoUpload.Error())
	c.Push("lv:uploads", map[string]any{"name": "csv"})
	c.WantFail("there is no event")
}

func TestAllowUploadOptions(t *testing.T) {
	for _, test := range []struct {
		options live.UploadOptions
		want    string
	}{
		{live.UploadOptions{}, "Accept names no files"},
		{live.UploadOptions{Accept: []string{"csv"}}, `Accept has "csv"`},
		{live.UploadOptions{Accept: []string{".csv,.txt"}}, `Accept has ".csv,.txt"`},
		{live.UploadOptions{Accept: []string{"image/"}}, `Accept has "image/"`},
		{live.UploadOptions{Accept: []string{"*/*"}}, `Accept has "*/*"`},
		{live.UploadOptions{Accept: []string{".csv", live.AnyFile}}, `Accept has "*"`},
		{live.UploadOptions{Accept: []string{live.AnyFile}, MaxFileSize: -1}, "a limit is negative"},
		{live.UploadOptions{Accept: []string{".tar.gz", "text/csv", "image/*"}}, ""},
	} {
		def := shelf{allow: map[string]live.UploadOptions{"files": test.options}}
		w, err := live.Start(def, struct{}{}, live.Options{Kernel: kernel.New(kernel.Options{}), Assets: jsassets.Inline("main.js", "")})
		if got := fmt.Sprint(err); test.want == "" && err != nil || test.want != "" && !strings.Contains(got, `the upload "files": `+test.want) {
			t.Errorf("%+v: %s", test.options, got)
		}
		if w != nil {
			if err := w.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestCancelUpload(t *testing.T) {
	w := livetest.Start(t, shelf{
		allow: map[string]live.UploadOptions{"files": anyFile},
		do: shelfDoes{
			"cancel": func(ctx *live.Context[int], ref string) error { return ctx.CancelUpload("files", ref) },
			"cancel all": func(ctx *live.Context[int], _ string) error {
				completed, inProgress := ctx.UploadedEntries("files")
				for _, e := range append(completed, inProgress...) {
					if err := ctx.CancelUpload("files", e.Ref); err != nil {
						return err
					}
				}
				return nil
			},
		},
	}, struct{}{})
	a, b := w.Connect(), w.Connect()
	u := a.Upload("files", oneFile("half", "0123456789"), oneFile("whole", "0123"), oneFile("kept", "01"))
	u.ProgressOf(0, 50)
	u.ProgressOf(1, 100)
	u.ProgressOf(2, 100)
	if w.Files() != 3 {
		t.Fatalf("%d files, want 3", w.Files())
	}
	b.Ask("cancel", u.Ref(0)).WantError(live.ErrNoEntry.Error()) // another client's
	a.Ask("cancel", "no such ref").WantError(live.ErrNoEntry.Error())
	a.Ask("cancel", u.Ref(0)).WantReply(nil)
	a.Ask("cancel", u.Ref(1)).WantReply(nil)
	a.Ask("cancel", u.Ref(1)).WantError(live.ErrNoEntry.Error())
	if w.Files() != 1 {
		t.Errorf("%d files, want 1", w.Files())
	}
	if got := u.Put(u.Token(0), 5, []byte("56789")); got != "invalid_token" {
		t.Errorf("a canceled file goes on: %q", got)
	}
	u.WantErrors("canceled", "canceled", "")
	v := b.Upload("files", oneFile("theirs", "0"))
	v.Progress(100)
	if err := w.Cast("cancel all"); err != nil { // no client causes it: all are meant
		t.Fatal(err)
	}
	if w.Files() != 0 {
		t.Errorf("%d files, want none", w.Files())
	}
	v.WantErrors("canceled")
}

func TestUploadedEntries(t *testing.T) {
	w := livetest.Start(t, shelf{
		allow: map[string]live.UploadOptions{"files": anyFile, "others": anyFile},
		do: shelfDoes{
			"have": func(ctx *live.Context[int], name string) error {
				completed, inProgress := ctx.UploadedEntries(name)
				for _, e := range completed {
					e.Name += " (changed)" // a copy: nobody else sees it
				}
				return ctx.Reply(names(ctx.UploadedEntries(name)) + fmt.Sprint(len(completed), len(inProgress)))
			},
			"all": func(ctx *live.Context[int], _ string) error {
				ctx.BroadcastEvent("all", names(ctx.UploadedEntries("files")))
				return nil
			},
		},
	}, struct{}{})
	a, b := w.Connect(), w.Connect()
	// Two inputs, and two clients, at once.
	files := a.Upload("files", oneFile("a", "0123"), oneFile("b", "0123"))
	others := a.Upload("others", oneFile("c", "0123"))
	theirs := b.Upload("files", oneFile("d", "0123"))
	files.ProgressOf(1, 50)
	others.ProgressOf(0, 25)
	theirs.ProgressOf(0, 75)
	a.Ask("have", "files").WantReply("- a 0% b 50%0 2")
	a.Ask("have", "others").WantReply("- c 25%0 1")
	b.Ask("have", "files").WantReply("- d 75%0 1")
	b.Ask("have", "others").WantReply("-0 0")
	a.Ask("have", "unknown").WantReply("-0 0")
	others.Progress(100)
	theirs.Progress(100)
	files.ProgressOf(1, 100)
	a.Ask("have", "files").WantReply("b - a 0%1 1")
	a.Ask("have", "others").WantReply("c -1 0")
	b.Ask("have", "files").WantReply("d -1 0")
	if err := w.Cast("all"); err != nil {
		t.Fatal(err)
	}
	a.WantEvent("all", "b d - a 0%")
}

func TestConsumeUploadedEntries(t *testing.T) {
	var seen []string
	var errs map[string]error
	consume := func(ctx *live.Context[int], _ string) error {
		return ctx.ConsumeUploadedEntries("files", func(m live.UploadMeta, e *live.UploadEntry) error {
			b, err := os.ReadFile(m.Path)
			if err != nil {
				return err
			}
			seen = append(seen, e.Name+"="+string(b))
			if e.Name == "panics" {
				panic("consuming")
			}
			return errs[e.Name]
		})
	}
	w := livetest.Start(t, shelf{allow: map[string]live.UploadOptions{"files": anyFile}, do: shelfDoes{
		"consume": consume,
		"unknown": func(ctx *live.Context[int], _ string) error { return ctx.ConsumeUploadedEntries("unknown", nil) },
	}}, struct{}{})
	c := w.Connect()
	want := func(names string, files int) {
		t.Helper()
		if got := strings.Join(seen, " "); got != names || w.Files() != files {
			t.Errorf("consumed %s and kept %d files, want %s and %d", got, w.Files(), names, files)
		}
		seen = nil
	}
	c.Ask("unknown", nil).WantError(live.ErrNoUpload.Error())
	c.Ask("consume", nil).WantReply(nil)

	u := c.Upload("files", oneFile("a", "1"), oneFile("b", "22"), oneFile("c", ""))
	u.ProgressOf(0, 100)
	u.ProgressOf(1, 50)
	c.Ask("consume", nil).WantError(live.ErrInProgress.Error())
	want("", 2)
	u.Send()
	errs = map[string]error{"a": live.ErrPostpone, "b": errors.New("not yet")}
	c.Ask("consume", nil).WantError("consuming b: not yet")
	want("a=1 b=22 c=", 2) // in order; c is gone
	errs = nil
	c.Ask("consume", nil).WantReply(nil)
	want("a=1 b=22", 0)
	u.WantErrors("invalid_token", "invalid_token", "invalid_token") // told once, above

	c.Upload("files", oneFile("panics", "1"), oneFile("next", "1")).Send()
	c.Ask("consume", nil).WantError("panicked")
	want("panics=1", 2)
}

func TestConsume(t *testing.T) {
	dir := t.TempDir()
	w := livetest.Start(t, shelf{
		allow: map[string]live.UploadOptions{"files": anyFile, "auto": {
			Accept: []string{live.AnyFile}, MaxEntries: 2,
		}},
		do: shelfDoes{
			"move": func(ctx *live.Context[int], _ string) error {
				paths, err := live.Consume(ctx, "files", func(m live.UploadMeta, e *live.UploadEntry) (string, error) {
					to := filepath.Join(dir, "kept", e.SafeName())
					return filepath.Base(to), m.MoveTo(to)
				})
				return errors.Join(ctx.Reply(paths), err)
			},
			"first": func(ctx *live.Context[int], _ string) error {
				done, coming := ctx.UploadedEntries("files")
				if err := ctx.ConsumeUploadedEntry(coming[0], nil); !errors.Is(err, live.ErrInProgress) {
					return fmt.Errorf("consuming what is not there yet: %w", err)
				}
				if err := ctx.ConsumeUploadedEntry(done[0], func(live.UploadMeta) error { return nil }); err != nil {
					return err
				}
				return ctx.ConsumeUploadedEntry(done[0], nil)
			},
		},
	}, struct{}{})
	c := w.Connect()
	c.Upload("files", oneFile("../../a.txt", "aaa"), oneFile("b.txt", "bb")).Send()
	c.Ask("move", nil).WantReply([]string{"a.txt", "b.txt"})
	for name, data := range map[string]string{"a.txt": "aaa", "b.txt": "bb"} {
		if b, err := os.ReadFile(filepath.Join(dir, "kept", name)); err != nil || string(b) != data {
			t.Errorf("%s is %q, %v", name, b, err)
		}
	}
	c.Upload("files", oneFile("b.txt", "other")).Send()
	c.Ask("move", nil).WantError("file exists")
	if w.Files() != 1 {
		t.Errorf("%d files are kept, want the one that could not be moved", w.Files())
	}
	u := c.Upload("files", oneFile("late", "1"))
	c.Ask("first", nil).WantError(live.ErrNoEntry.Error())
	u.Send()
}

// TestUploadLies holds that a client gets nowhere by forging, replaying, or sending
// other bytes than it said.
func TestUploadLies(t *testing.T) {
	var ends []string
	options := anyFile
	options.Progress = func(e *live.UploadEntry) error {
		if e.Done || e.Err != nil {
			ends = append(ends, fmt.Sprint(e.Name, " ", e.Done, " ", e.Err))
		}
		return nil
	}
	w := livetest.Start(t, shelf{
		allow: map[string]live.UploadOptions{"files": options},
		do: shelfDoes{"have": func(ctx *live.Context[int], _ string) error {
			return ctx.Reply(names(ctx.UploadedEntries("files")))
		}},
	}, struct{}{})
	c := w.Connect()
	u := c.Upload("files", oneFile("a", "0123"), oneFile("b", "0123"))
	for _, test := range []struct {
		what, token string
		start       int
		data, want  string
	}{
		{"a forged token", "FORGED", 0, "0123", "invalid_token"},
		{"no token", "", 0, "0123", "invalid_token"},
		{"bytes from another place", u.Token(0), 2, "23", "upload: the file goes on at byte 0"},
		{"all", u.Token(0), 0, "0123", ""},
		{"a replay", u.Token(0), 0, "0123", "already_uploaded"},
		{"more, after all", u.Token(0), 4, "4", "already_uploaded"},
		{"too much", u.Token(1), 0, "01234", "file_size_limit_exceeded"},
	} {
		if got := u.Put(test.token, test.start, []byte(test.data)); got != test.want {
			t.Errorf("%s: %q, want %q", test.what, got, test.want)
		}
	}
	// The grant is there until the widget has heard of it.
	if got := u.Put(u.Token(1), 0, []byte("0123")); got != "file_size_limit_exceeded" && got != "invalid_token" {
		t.Errorf("after too much: %q", got)
	}
	u.WantErrors("", "file_size_limit_exceeded")
	c.Ask("have", nil).WantReply("a -")
	if want := []string{"a true <nil>", "b false " + live.ErrSizeExceeded.Error()}; !slices.Equal(ends, want) || w.Files() != 1 {
		t.Errorf("the widget saw %q and %d files", ends, w.Files())
	}
	// Saying that all was sent is not sending it.
	v := c.Upload("files", oneFile("c", "0123"))
	v.ProgressOf(0, 75)
	v.WantErrors("in_progress")
	c.Ask("have", nil).WantReply("a - c 75%")
	if at := v.Offset(0); at != 3 {
		t.Errorf("the file goes on at %d", at)
	}
}

func TestUploadProgress(t *testing.T) {
	options := anyFile
	options.Accept = []string{".txt"}
	def := shelf{allow: map[string]live.UploadOptions{}}
	var ctx *live.Context[int]
	options.Progress = func(e *live.UploadEntry) error {
		if ctx.Origin() != e.Client {
			t.Errorf("the origin is %q", ctx.Origin())
		}
		ctx.SendEvent(e.Client, "progress", fmt.Sprint(e.Name, " ", e.Received, " of ", e.Size, " ", e.Percent(), " ", e.Done))
		if e.Done {
			return ctx.ConsumeUploadedEntry(e, func(live.UploadMeta) error { return nil })
		}
		if e.Received == 1 {
			return errors.New("shown as of any callback")
		}
		return nil
	}
	def.do = shelfDoes{"allow": func(c *live.Context[int], _ string) error {
		ctx = c
		return c.AllowUpload("files", options)
	}}
	w := livetest.Start(t, def, struct{}{})
	c := w.Connect()
	c.Ask("allow", nil).WantReply(nil)
	u := c.Upload("files", oneFile("a.txt", "01234567"))
	u.ProgressOf(0, 13)
	c.WantEvent("progress", "a.txt 1 of 8 12 false")
	c.WantFail("shown as of any callback")
	u.ProgressOf(0, 50)
	c.WantEvent("progress", "a.txt 4 of 8 50 false")
	u.ProgressOf(0, 100)
	c.WantEvent("progress", "a.txt 8 of 8 100 true")
	u.WantErrors("") // consumed at once, and taken all the same
	if w.Files() != 0 {
		t.Errorf("%d files are kept", w.Files())
	}
}

// TestUploadEnds holds that files go with their client and with their widget, that
// HandleDisconnect and Terminate see them still, and that nothing comes afterwards.
func TestUploadEnds(t *testing.T) {
	var last string
	w := livetest.Start(t, shelf{
		allow: map[string]live.UploadOptions{"files": anyFile},
		end:   func(ctx *live.Context[int]) { last = names(ctx.UploadedEntries("files")) },
	}, struct{}{})
	a, b := w.Connect(), w.Connect()
	u := a.Upload("files", oneFile("a", "0123"))
	u.ProgressOf(0, 50)
	v := b.Upload("files", oneFile("b", "0123"), oneFile("c", "0123"))
	v.ProgressOf(0, 50)
	v.ProgressOf(1, 100)
	a.Disconnect()
	if w.Files() != 2 {
		t.Errorf("%d files, want those of the client that is left", w.Files())
	}
	if got := u.Put(u.Token(0), 2, []byte("23")); got != "invalid_token" {
		t.Errorf("a client that is gone sends on: %q", got)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if last != "c - b 50%" || w.Files() != 0 {
		t.Errorf("Terminate saw %q, %d files are left", last, w.Files())
	}
	if got := v.Put(v.Token(0), 2, []byte("23")); got != "invalid_token" {
		t.Errorf("a file for a widget that is gone is taken: %q", got)
	}
}

func TestSafeName(t *testing.T) {
	for name, want := range map[string]string{
		"notes.txt": "notes.txt", "Grüße 😀.txt": "Grüße 😀.txt",
		"../../etc/passwd": "passwd", `C:\Users\me\a.txt`: "a.txt", "/": "file", "": "file", "...": "file", "..": "file",
		".bashrc": "bashrc", "a\x00b\nc.txt": "abc.txt", "what?.txt": "what_.txt", "\u202egnp.exe": "gnp.exe",
		"con.txt": "_con.txt", "LPT1": "_LPT1", "trailing. ": "trailing", "\xff\xfe": "file",
		strings.Repeat("a", 300) + ".tar": strings.Repeat("a", 196) + ".tar",
		"a." + strings.Repeat("b", 300):   "a." + strings.Repeat("b", 198),
	} {
		if got := (&live.UploadEntry{Name: name}).SafeName(); got != want {
			t.Errorf("%q is safe as %q, want %q", name, got, want)
		}
	}
}

func FuzzSafeName(f *testing.F) {
	f.Add("notes.txt")
	f.Add("../\x00é" + strings.Repeat("😀", 80) + "." + strings.Repeat("é", 60))
	f.Fuzz(func(t *testing.T, name string) {
		e := &live.UploadEntry{Name: name}
		safe := e.SafeName()
		if safe == "" || len(safe) > 204 || !utf8.ValidString(safe) || strings.ContainsAny(safe, "/\\\x00\n") || safe[0] == '.' ||
			filepath.Base(safe) != safe {
			t.Errorf("%q is safe as %q", name, safe)
		}
		if again := (&live.UploadEntry{Name: safe}).SafeName(); again != safe && !strings.HasPrefix(safe, "_") {
			t.Errorf("%q is safe as %q, and that as %q", name, safe, again)
		}
	})
}

// FuzzUploadEvent holds that a page can ask what it likes: it is answered, and
// never by a panic.
func FuzzUploadEvent(f *testing.F) {
	for _, event := range []string{"lv:upload", "lv:upload-result", "lv:upload-cancel", "lv:upload?"} {
		p, err := live.NewPayload(map[string]any{
			"name": "files", "files": []any{map[string]any{"name": "a", "size": 1e300, "type": "x", "lastModified": -1e18}}, "refs": []any{"r"},
		})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(event, p.Raw())
	}
	k := kernel.New(kernel.Options{})
	w := live.New(shelf{allow: map[string]live.UploadOptions{"files": anyFile}}, struct{}{}, live.Options{Kernel: k, Assets: jsassets.Inline("main.js", "")})
	answers := make(chan kernel.Reply, 1)
	k.Attach(func(m kernel.Message) {
		if r, ok := m.(kernel.Reply); ok {
			answers <- r
		}
	})
	k.Deliver(kernel.Connect{Client: "c", Ref: w.Ref(), View: "v"})
	f.Fuzz(func(t *testing.T, event string, payload []byte) {
		if !strings.HasPrefix(event, "lv:upload") {
			return
		}
		k.Deliver(kernel.Event{Client: "c", Ref: w.Ref(), View: "v", Event: event, Payload: payload, Call: 1})
		if r := <-answers; strings.Contains(r.Error, "panic") {
			t.Errorf("%s %x: %s", event, payload, r.Error)
		}
	})
}

// TestUploadPerClient: with a server for each client, a file is its own client's
// server's affair, and survives a view that comes back in time.
func TestUploadPerClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := kernel.New(kernel.Options{})
		var grants []kernel.Grant
		var revoked sync.Map // by token
		isRevoked := func(g kernel.Grant) bool {
			_, ok := revoked.Load(g.Token)
			return ok
		}
		k.Attach(func(m kernel.Message) {
			switch m := m.(type) {
			case kernel.Grant:
				grants = append(grants, m)
			case kernel.Revoke:
				revoked.Store(m.Token, true)
			}
		})
		var seen []string
		options := anyFile
		def := shelf{do: shelfDoes{"allow": func(ctx *live.Context[int], _ string) error {
			options.Progress = func(e *live.UploadEntry) error {
				seen = append(seen, fmt.Sprint(ctx.Origin(), " ", names(ctx.UploadedEntries("files"))))
				return nil
			}
			return ctx.AllowUpload("files", options)
		}}}
		w := live.New(def, struct{}{}, live.Options{Kernel: k, PerClient: true, Assets: jsassets.Inline("main.js", "")})
		push := func(client, event string, payload any) {
			p, err := live.NewPayload(payload)
			if err != nil {
				t.Fatal(err)
			}
			k.Deliver(kernel.Event{Client: client, Ref: w.Ref(), View: "v", Event: event, Payload: p.Raw()})
			synctest.Wait()
		}
		for _, client := range []string{"a", "b"} {
			k.Deliver(kernel.Connect{Client: client, Ref: w.Ref(), View: "v"})
			push(client, "allow", nil)
			push(client, "lv:upload", map[string]any{"name": "files", "files": []any{map[string]any{"name": "of " + client, "size": 1}}})
		}
		for _, g := range grants {
			k.Deliver(kernel.Uploaded{Client: g.Client, Ref: g.Ref, Entry: g.Entry, Received: 1, Path: "path"})
			synctest.Wait()
		}
		if want := []string{"a of a -", "b of b -"}; !slices.Equal(seen, want) {
			t.Errorf("the servers saw %q, want %q", seen, want)
		}
		k.Deliver(kernel.Disconnect{Client: "a", Ref: w.Ref(), View: "v"})
		synctest.Wait()
		if isRevoked(grants[0]) || isRevoked(grants[1]) {
			t.Error("a file did not wait for its client to come back")
		}
		time.Sleep(live.DefaultGrace + time.Second)
		synctest.Wait()
		if !isRevoked(grants[0]) || isRevoked(grants[1]) {
			t.Errorf("revoked: %v, %v", isRevoked(grants[0]), isRevoked(grants[1]))
		}
		if err := w.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if !isRevoked(grants[1]) {
			t.Error("a file outlives its server")
		}
	})
}
