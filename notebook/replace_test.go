package notebook_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gokino/gokino/notebook"
)

func TestReplace(t *testing.T) {
	for _, c := range []struct {
		source string
		list   []notebook.Replacement
		value  string
		want   string
	}{
		{"abc", nil, "[3]", "abc"},
		{"a😀c", []notebook.Replacement{{3, 4, "x\ny"}, {0, 1, ""}}, "[[1] 2 [1 x y]]", "😀x\ny"},
		{"", []notebook.Replacement{{0, 0, "a"}}, "[[0 a]]", "a"},
		{"ab", []notebook.Replacement{{1, 1, "x"}, {1, 1, "y"}}, "[1 [0 x] [0 y] 1]", "axyb"},
		{"ab", []notebook.Replacement{{0, 2, "x"}, {1, 2, "y"}}, "", ""},
		{"ab", []notebook.Replacement{{1, 3, "x"}}, "", ""},
		{"ab", []notebook.Replacement{{-1, 0, "x"}}, "", ""},
	} {
		changes, err := notebook.Replace(c.source, c.list)
		if c.want == "" {
			if !errors.Is(err, notebook.ErrChanges) {
				t.Errorf("%q %v: error %v", c.source, c.list, err)
			}
			continue
		}
		got, applied := changes.Apply(c.source)
		if err != nil || applied != nil || got != c.want || fmt.Sprint(changes.Value()) != c.value {
			t.Errorf("%q %v: %q by %v, %v, %v", c.source, c.list, got, changes.Value(), err, applied)
		}
	}
}

func TestOffsetsInUnits(t *testing.T) {
	s := "a\xff😀b"
	for units, bytes := range []int{0, 1, 2, 2, 6, 7, 7} {
		if got := notebook.ByteOffset(s, units); got != bytes {
			t.Errorf("unit %d is byte %d, want %d", units, got, bytes)
		}
	}
	for bytes, units := range []int{0, 1, 2, 2, 2, 2, 4, 5, 5} {
		if got := notebook.UnitOffset(s, bytes); got != units {
			t.Errorf("byte %d is unit %d, want %d", bytes, got, units)
		}
	}
	if notebook.Units(s) != 5 {
		t.Error(notebook.Units(s))
	}
}
