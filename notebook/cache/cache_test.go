//go:build unix

package cache_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/cache"
)

// folderEnv makes the test's executable another gokino with this cache.
const folderEnv = "GOKINO_CACHE_TEST_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(folderEnv); dir != "" {
		beAnother(dir)
		return
	}
	os.Exit(m.Run())
}

// beAnother does what the lines of its standard input say.
func beAnother(dir string) {
	c, err := cache.Open(dir, cache.Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	fmt.Println("open")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		verb, arg, _ := strings.Cut(in.Text(), " ")
		switch verb {
		case "use":
			fmt.Println(c.Use(arg))
		case "make":
			made := false
			err := c.Make(arg, func() { fmt.Println("waits") }, func(tmp string) error { made = true; return os.WriteFile(tmp, []byte("x"), 0o600) })
			fmt.Println(made, err)
		case "hammer":
			fmt.Println(hammer(c, arg))
		}
	}
}

// another is another process with the same cache.
type another struct {
	in  io.WriteCloser
	out *bufio.Reader
	cmd *exec.Cmd
}

func startAnother(t *testing.T, dir string) *another {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), folderEnv+"="+dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	a := &another{in, bufio.NewReader(out), cmd}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	if got := a.hear(t); got != "open" {
		t.Fatal(got)
	}
	return a
}

func (a *another) say(format string, args ...any) { fmt.Fprintf(a.in, format+"\n", args...) }

func (a *another) hear(t *testing.T) string {
	t.Helper()
	line, err := a.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(line, "\n")
}

func open(t *testing.T, dir string) *cache.Cache {
	t.Helper()
	c, err := cache.Open(dir, cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// put puts a file of size bytes that was used before the cache was opened.
func put(t *testing.T, c *cache.Cache, kind, name string, size int, age time.Duration) string {
	t.Helper()
	folder, err := c.Folder(kind)
	if err != nil {
		t.Fatal(err)
	}
	made := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(made, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, name)
	if err := c.Put(made, file); err != nil {
		t.Fatal(err)
	}
	when := time.Now().Add(-age)
	if err := os.Chtimes(file, when, when); err != nil {
		t.Fatal(err)
	}
	return file
}

func exists(file string) bool {
	_, err := os.Lstat(file)
	return err == nil
}

func TestChangedFilesAreAbsent(t *testing.T) {
	c := open(t, t.TempDir())
	for name, change := range map[string]func(file string) error{
		"cut":     func(file string) error { return os.Truncate(file, 50) },
		"written": func(file string) error { return os.WriteFile(file, make([]byte, 101), 0o700) },
		"a link": func(file string) error {
			return errors.Join(os.Rename(file, file+"x"), os.Symlink(file+"x", file))
		},
		"everybody's":   func(file string) error { return os.Chmod(file, 0o777) },
		"without a sum": func(file string) error { return os.Remove(file + ".sum") },
		"a folder": func(file string) error {
			return errors.Join(os.Remove(file), os.Mkdir(file, 0o700))
		},
	} {
		file := put(t, c, "unit", strings.ReplaceAll(name, " ", "-"), 100, 0)
		if !c.Have(file) {
			t.Errorf("%s: it is not there before", name)
		}
		if err := change(file); err != nil {
			t.Fatal(err)
		}
		if c.Have(file) {
			t.Errorf("%s: it counts as there", name)
		}
	}
}

func TestFoldersOfOthersAreRefused(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, dir string) (cache string)
		want string // "" if it is safe
	}{
		{"new", func(_ *testing.T, dir string) string { return filepath.Join(dir, "a", "b") }, ""},
		{"readable", func(t *testing.T, dir string) string { return mkdir(t, dir, 0o755) }, ""},
		{"everybody writes", func(t *testing.T, dir string) string { return mkdir(t, dir, 0o777) }, "/c can be written by others (drwxrwxrwx)"},
		{"the group writes", func(t *testing.T, dir string) string { return mkdir(t, dir, 0o775) }, "/c can be written by others"},
		{"sticky", func(t *testing.T, dir string) string { return mkdir(t, dir, 0o777|os.ModeSticky) }, "/c can be written by others"},
		{"below", func(t *testing.T, dir string) string { return filepath.Join(mkdir(t, dir, 0o777), "x") }, "lies in "},
		{"below a sticky one", func(t *testing.T, dir string) string {
			return filepath.Join(mkdir(t, dir, 0o777|os.ModeSticky), "x")
		}, ""},
		{"through a link", func(t *testing.T, dir string) string {
			open := mkdir(t, dir, 0o777)
			inner := filepath.Join(open, "inner")
			if err := errors.Join(os.Mkdir(inner, 0o700), os.Symlink(inner, filepath.Join(dir, "link"))); err != nil {
				t.Fatal(err)
			}
			return filepath.Join(dir, "link")
		}, "lies in "},
	}
	for _, tt := range tests {
		dir := tt.make(t, t.TempDir())
		c, err := cache.Open(dir, cache.Options{})
		if err == nil {
			_ = c.Close()
		}
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.want != "" && (!errors.Is(err, cache.ErrUnsafe) || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: error %v, want %s", tt.name, err, tt.want)
		}
	}
}

// mkdir makes a folder in dir with the mode, whatever the umask.
func mkdir(t *testing.T, dir string, mode os.FileMode) string {
	t.Helper()
	c := filepath.Join(dir, "c")
	if err := errors.Join(os.Mkdir(c, 0o700), os.Chmod(c, mode)); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEviction(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir)
	day := 24 * time.Hour
	kept := map[string]bool{
		put(t, c, "unit", "used-yesterday", 1000, day):      true,
		put(t, c, "unit", "used-last-week", 1000, 6*day):    false,
		put(t, c, "archive", "used-last-week", 1000, 8*day): true,
		put(t, c, "archive", "long-ago", 1, 40*day):         false,
		put(t, c, "unit", "used-now", 5000, 0):              true,
		filepath.Join(dir, "source-1"):                      false,
	}
	if err := os.Mkdir(filepath.Join(dir, "source-1"), 0o700); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-40 * day)
	if err := os.Chtimes(filepath.Join(dir, "source-1"), old, old); err != nil {
		t.Fatal(err)
	}
	c.Use(filepath.Join(dir, "unit", "used-now"))
	if gone := c.Evict(7900); gone < 1001 {
		t.Errorf("%d bytes went", gone)
	}
	for file, want := range kept {
		if exists(file) != want {
			t.Errorf("%s: there %v, want %v", file, exists(file), want)
		}
	}
	if gone := c.Clean(); gone < 2000 {
		t.Errorf("cleaning removed %d bytes", gone)
	}
	if u := c.Usage(); len(u) != 1 || u[0].Files != 1 || u[0].Bytes != 5000 {
		t.Errorf("after cleaning there is %+v", u)
	}
}

func TestWhatAnotherProcessUsesStays(t *testing.T) {
	dir := t.TempDir()
	a := startAnother(t, dir)
	c := open(t, dir)
	file := put(t, c, "unit", "x", 1000, time.Hour)
	a.say("use %s", file)
	if got := a.hear(t); got != "true" {
		t.Fatal(got)
	}
	c.Clean()
	if !exists(file) {
		t.Fatal("what another process uses is gone")
	}
	if err := a.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = a.cmd.Wait()
	_ = c.Close()
	c = open(t, dir)
	c.Clean()
	if exists(file) {
		t.Error("what a process that was killed has used is kept for ever")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "running", "*")); len(left) != 1 {
		t.Errorf("leases %q, want this one's", left)
	}
}

func TestOneMakesAndOthersWait(t *testing.T) {
	dir := t.TempDir()
	a := startAnother(t, dir)
	c := open(t, dir)
	folder, err := c.Folder("build")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "program")
	err = c.Make(file, nil, func(tmp string) error {
		a.say("make %s", file)
		if got := a.hear(t); got != "waits" {
			t.Errorf("the other process says %q", got)
		}
		return os.WriteFile(tmp, []byte("x"), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := a.hear(t); got != "false <nil>" {
		t.Errorf("the other process says %q", got)
	}
	err = c.Make(filepath.Join(folder, "y"), nil, func(string) error { return errors.New("no") })
	if err == nil || err.Error() != "no" {
		t.Error(err)
	}
}

// hammer puts, reads and evicts the same few files again and again.
func hammer(c *cache.Cache, folder string) error {
	var (
		all sync.WaitGroup
		bad atomic.Pointer[error]
	)
	for g := range 4 {
		all.Go(func() {
			for i := range 50 {
				name := fmt.Sprint((g + i) % 5)
				file := filepath.Join(folder, name)
				err := c.Make(file, nil, func(tmp string) error { return os.WriteFile(tmp, []byte(strings.Repeat(name, 1000)), 0o600) })
				if err == nil {
					var text []byte
					if text, err = os.ReadFile(file); err == nil && string(text) != strings.Repeat(name, 1000) {
						err = fmt.Errorf("%s holds %q", name, text)
					}
				}
				if err != nil {
					bad.Store(&err)
					return
				}
				if i%10 == 0 {
					c.Clean()
				}
			}
		})
	}
	all.Wait()
	if err := bad.Load(); err != nil {
		return *err
	}
	return nil
}

func TestProcessesShareAFolder(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir)
	folder, err := c.Folder("unit")
	if err != nil {
		t.Fatal(err)
	}
	var others []*another
	for range 2 {
		a := startAnother(t, dir)
		a.say("hammer %s", folder)
		others = append(others, a)
	}
	if err := hammer(c, folder); err != nil {
		t.Error(err)
	}
	for _, a := range others {
		if got := a.hear(t); got != "<nil>" {
			t.Error(got)
		}
	}
}

func TestAdoptedFilesSurvive(t *testing.T) {
	c := open(t, t.TempDir())
	folder, err := c.Folder("archive")
	if err != nil {
		t.Fatal(err)
	}
	from := filepath.Join(t.TempDir(), "a.a")
	if err := os.WriteFile(from, []byte("archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := c.Adopt(folder, from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(from); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); string(text) != "archive" {
		t.Error(string(text), err)
	}
	if again, err := c.Adopt(folder, from); again != file || err != nil {
		t.Error(again, err)
	}
	if _, err := c.Adopt(folder, from+"x"); err == nil {
		t.Error("a file that is not there was adopted")
	}
}
