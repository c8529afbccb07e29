//go:build cgo && (linux || darwin || freebsd)

package loader_test

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"github.com/gokino/gokino/notebook/runtime/loader"
)

// Large's pointer mask is made on demand.
type Large struct {
	a [4096]struct {
		n int
		p *int
	}
}

func newLoader(t *testing.T) *loader.Loader {
	t.Helper()
	l, err := loader.New()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestResolve(t *testing.T) {
	l := newLoader(t)
	got := l.Resolve([]string{"os.Exit", "runtime.memmove", "os.Stdout", "no.such", "", "nul\x00byte", "type:int", "type:*int", "type:string", "type:no.such"})
	tests := []struct {
		name        string
		plain, abi0 bool
		typ         int
		mask        []byte
	}{
		{"a Go function", true, false, 0, nil},
		{"an assembly function", true, false, 0, nil},
		{"a variable", true, false, 0, nil},
		{"nothing", false, false, 0, nil},
		{"an empty name", false, false, 0, nil},
		{"a broken name", false, false, 0, nil},
		{"a type without pointers", true, false, 48, nil},
		{"a pointer type", true, false, 48, []byte{1}},
		{"a string type", true, false, 48, []byte{1}},
		{"no type", false, false, 0, nil},
	}
	for i, tt := range tests {
		s := got[i]
		s.ABI0 = false // differs between architectures
		if s.Plain != tt.plain || s.ABI0 != tt.abi0 || len(s.Type) != tt.typ || !reflect.DeepEqual(s.Mask, tt.mask) {
			t.Errorf("%s: %+v", tt.name, s)
		}
	}
}

func TestResolveLargeType(t *testing.T) {
	keep := reflect.TypeOf(Large{})
	name := "type:github.com/gokino/gokino/notebook/runtime/loader_test.Large"
	s := newLoader(t).Resolve([]string{name, mangled(name)})
	found := s[0]
	if !found.Plain {
		found = s[1]
	}
	if !found.Plain {
		t.Skipf("the linker gave %s another name", keep)
	}
	const words = 2 * 4096
	if len(found.Mask) != words/8 {
		t.Fatalf("a mask of %d bytes, want %d", len(found.Mask), words/8)
	}
	for i, b := range found.Mask {
		if b != 0b10101010 {
			t.Fatalf("byte %d of the mask is %08b", i, b)
		}
	}
	if found.Type[20]&(1<<4) != 0 {
		t.Error("the copy says that it has no mask")
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.so")
	if err := os.WriteFile(text, []byte("no object"), 0o600); err != nil {
		t.Fatal(err)
	}
	l := newLoader(t)
	for _, path := range []string{filepath.Join(dir, "missing.so"), text, ""} {
		if err := l.Load(loader.Module{Path: path, Anchor: "x"}); err == nil {
			t.Errorf("Load(%q) succeeded", path)
		}
	}
	if _, err := l.Func("", "no.such"); err == nil {
		t.Error("Func found nothing and said nothing")
	}
}

// TestCatchExit calls os.Exit from many goroutines: each ends alone.
func TestCatchExit(t *testing.T) {
	var mu sync.Mutex
	count := map[bool]int{}
	release, err := loader.CatchExit(func(failed bool) {
		mu.Lock()
		defer mu.Unlock()
		count[failed]++
	})
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			deferred := false
			defer func() { deferred = true }()
			os.Exit(1)
			t.Error("os.Exit returned", deferred)
		})
	}
	wg.Wait()
	if count[true] != 200 || count[false] != 0 {
		t.Errorf("caught %v", count)
	}
}

// writeTo calls methods of interfaces of which the compiler does not know what
// they hold.
//
//go:noinline
func writeTo(wc io.WriteCloser, rw io.ReadWriter, rwc io.ReadWriteCloser) {
	_, _ = wc.Write([]byte("e"))
	_, _ = rw.Write([]byte("f"))
	_, _ = rwc.Write([]byte("g"))
}

// TestCatchWrite writes to files in all ways that go through an interface.
func TestCatchWrite(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	caught := ""
	release, err := loader.CatchWrite(func(to *os.File, text []byte) bool {
		if to == f {
			caught += string(text)
		}
		return to == f
	})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(f, "a")
	_, _ = io.WriteString(f, "b")
	log.New(f, "", 0).Print("c")
	b := bufio.NewWriter(f)
	_, _ = b.WriteString("d")
	_ = b.Flush()
	writeTo(f, f, f)
	if want := "abc\ndefg"; caught != want {
		t.Errorf("caught %q, want %q", caught, want)
	}
	release()
	fmt.Fprint(f, "after")
	_, _ = io.WriteString(f, "wards")
	if text, err := os.ReadFile(f.Name()); err != nil || string(text) != "afterwards" {
		t.Errorf("in the file: %q %v", text, err)
	}
}
