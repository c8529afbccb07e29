package session_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/notebook/session"
)

func TestAutosave(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		p.insert("one")
		time.Sleep(session.SaveDelay - time.Millisecond)
		if p.file() != three {
			t.Fatal("saved too early")
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		if !strings.HasSuffix(p.file(), "```go\none\n```\n") {
			t.Fatalf("not saved: %q", p.file())
		}
		if saved := p.got("saved"); len(saved) != 1 || saved[0]["error"] != "" || saved[0]["at"] == int64(0) {
			t.Errorf("saved: %v", saved)
		}
		begin := time.Now()
		for !strings.Contains(p.file(), "busy") {
			p.insert("busy")
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
		}
		if d := time.Since(begin); d > session.MaxSaveDelay+100*time.Millisecond {
			t.Errorf("first of many changes saved after %v", d)
		}
		if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
			t.Errorf("mode: %v", info.Mode())
		}
	})
}

func TestSaveBeforeRun(t *testing.T) {
	path := write(t, "")
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		p.insert("wait")
		p.do("run", map[string]any{"id": 1})
		if p.file() != "```go\nwait\n```\n" {
			t.Errorf("file: %q", p.file())
		}
	})
}

func TestNewFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.md")
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		if err := p.s.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Error("a notebook that was only looked at is a file")
		}
	})
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		p.insert("x")
		p.do("save", nil)
		if p.file() != "```go\nx\n```\n" {
			t.Errorf("file: %q", p.file())
		}
	})
}

func TestSaveError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dir")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "n.md")
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		if err := os.Remove(dir); err != nil {
			t.Fatal(err)
		}
		p.insert("x")
		p.do("save", nil)
		if saved := p.got("saved"); len(saved) != 1 || saved[0]["error"] == "" {
			t.Fatalf("saved: %v", saved)
		}
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if saved := p.got("saved"); len(saved) != 2 || saved[1]["error"] != "" || p.file() == "" {
			t.Fatalf("saved: %v, file %q", saved, p.file())
		}
	})
}

func TestCloseReportsSaveError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dir")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), filepath.Join(dir, "n.md"), session.Options{})
		p.insert("x")
		os.RemoveAll(dir)
		if err := p.s.Close(context.Background()); err == nil {
			t.Error("no error")
		}
	})
}

func TestConflict(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		if err := os.WriteFile(path, []byte("theirs"), 0o640); err != nil {
			t.Fatal(err)
		}
		p.insert("ours")
		p.do("save", nil)
		if !strings.Contains(p.file(), "ours") {
			t.Errorf("file: %q", p.file())
		}
		note := fmt.Sprint(p.got("saved")[0]["note"])
		beside, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "demo.conflict-*.md"))
		if len(beside) != 1 || !strings.Contains(note, filepath.Base(beside[0])) {
			t.Fatalf("beside: %v, note %q", beside, note)
		}
		if b, _ := os.ReadFile(beside[0]); string(b) != "theirs" {
			t.Errorf("kept: %q", b)
		}
		p.insert("more")
		p.do("save", nil)
		if beside, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "demo.conflict-*.md")); len(beside) != 1 {
			t.Errorf("our own save is a conflict: %v", beside)
		}
	})
}

func TestSymlinkStays(t *testing.T) {
	path := write(t, three)
	link := filepath.Join(t.TempDir(), "link.md")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	f, err := session.OpenTestFile(link, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Save([]byte("new"), time.Now()); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(path); string(b) != "new" {
		t.Errorf("target: %q", b)
	}
	if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
}

// TestSaveIsWhole stops a save at every step, as a killed process does, and
// looks at the file.
func TestSaveIsWhole(t *testing.T) {
	killed := errors.New("killed")
	for _, at := range []string{"create", "write", "sync", "rename", "end"} {
		path := write(t, "old contents")
		f, err := session.OpenTestFile(path, func(step string) error {
			if b, _ := os.ReadFile(path); string(b) != "old contents" && string(b) != "new contents" {
				t.Errorf("before %s the file is %q", step, b)
			}
			if step == at {
				return killed
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Save([]byte("new contents"), time.Now()); !errors.Is(err, killed) {
			t.Fatal(at, err)
		}
		want := "old contents"
		if at == "end" {
			want = "new contents"
		}
		if b, _ := os.ReadFile(path); string(b) != want {
			t.Errorf("killed at %s: %q", at, b)
		}
		if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
			t.Errorf("killed at %s: left %v", at, entries)
		}
	}
}

func TestLeftovers(t *testing.T) {
	path := write(t, "x")
	dir := filepath.Dir(path)
	for name, age := range map[string]time.Duration{
		".demo.md.gokino-OLD.tmp": time.Hour, ".demo.md.gokino-NEW.tmp": 0, ".other.md.gokino-OLD.tmp": time.Hour, "demo.md.tmp": time.Hour,
	} {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		os.Chtimes(name, time.Now(), time.Now().Add(-age))
	}
	if _, err := session.OpenTestFile(path, nil); err != nil {
		t.Fatal(err)
	}
	entries, _ := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := fmt.Sprint(names); got != "[.demo.md.gokino-NEW.tmp .other.md.gokino-OLD.tmp demo.md demo.md.tmp]" {
		t.Errorf("left: %s", got)
	}
}

func TestOpenRefuses(t *testing.T) {
	w := newWorld()
	if _, err := session.Open(t.TempDir(), session.Options{New: w.factory}); err == nil {
		t.Error("a folder is a notebook")
	}
	if _, err := session.Open(filepath.Join(t.TempDir(), "x.md"), session.Options{}); err == nil {
		t.Error("no evaluator")
	}
}

// TestKilled edits a notebook in another process, kills that, and looks for
// every edit made a second before.
func TestKilled(t *testing.T) {
	if path := os.Getenv("GOKINO_TEST_EDIT"); path != "" {
		editForever(path)
	}
	if testing.Short() {
		t.Skip("takes two seconds")
	}
	path := write(t, "# T\n\n```go\n\n```\n")
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	cmd.Env = append(os.Environ(), "GOKINO_TEST_EDIT="+path)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	times := map[string]time.Time{}
	lines := bufio.NewScanner(stdout)
	for begin := time.Now(); time.Since(begin) < 1800*time.Millisecond && lines.Scan(); {
		times[lines.Text()] = time.Now()
	}
	killed := time.Now()
	cmd.Process.Kill()
	cmd.Wait()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	old := 0
	for edit, at := range times {
		if killed.Sub(at) > time.Second {
			if old++; !strings.Contains(string(b), edit+" ") {
				t.Errorf("%q, made %v before the end, is lost", edit, killed.Sub(at))
			}
		}
	}
	if old == 0 {
		t.Errorf("no edits: %v", times)
	}
}

// editForever types words into a notebook until it is killed.
func editForever(path string) {
	s, err := session.Open(path, session.Options{New: newWorld().factory})
	if err != nil {
		panic(err)
	}
	length := 0
	for i := 0; ; i++ {
		word := fmt.Sprintf("word%d ", i)
		payload, _ := wire.Marshal(map[string]any{"id": 1, "version": i, "updates": []any{
			map[string]any{"clientID": "c", "changes": []any{length, []any{0, word}}},
		}})
		s.Deliver(kernel.Event{Client: "c", Ref: session.Ref, Event: "edit", Payload: payload})
		length += len(word)
		fmt.Println(strings.TrimSpace(word))
		time.Sleep(10 * time.Millisecond)
	}
}
