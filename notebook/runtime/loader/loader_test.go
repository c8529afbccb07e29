//go:build cgo && (linux || darwin || freebsd)

package loader_test

import (
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
