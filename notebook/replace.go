package notebook

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Replacement puts Insert in the place of a source between From and To, which
// count UTF-16 units.
type Replacement struct {
	From   int    `json:"from"`
	To     int    `json:"to"`
	Insert string `json:"insert"`
}

// Replace makes replacements in source the changes of one update. They may come
// in any order, but must not overlap nor lie outside of the source.
func Replace(source string, list []Replacement) (Changes, error) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Replacement) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	var c Changes
	at, length := 0, Units(source)
	for _, r := range list {
		if r.From < at || r.To < r.From || r.To > length {
			return Changes{}, fmt.Errorf("%w: no place %d-%d for a replacement", ErrChanges, r.From, r.To)
		}
		c.add(part{n: r.From - at})
		c.add(part{n: r.To - r.From, replace: true, text: normalise(r.Insert)})
		at = r.To
	}
	c.add(part{n: length - at})
	return c, nil
}

// Units is the length of s in UTF-16 units; a byte that is no UTF-8 counts one.
func Units(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// ByteOffset is the offset in bytes of one in UTF-16 units. One inside a
// surrogate pair is that of the pair; one outside of s is that of its nearest end.
func ByteOffset(s string, units int) int {
	for i, r := range s {
		width := 1
		if r > 0xffff {
			width = 2
		}
		if units < width {
			return i
		}
		units -= width
	}
	return len(s)
}

// UnitOffset is the offset in UTF-16 units of one in bytes, which may lie
// outside of s.
func UnitOffset(s string, bytes int) int {
	bytes = min(max(bytes, 0), len(s))
	for bytes > 0 && bytes < len(s) && !utf8.RuneStart(s[bytes]) {
		bytes--
	}
	return Units(s[:bytes])
}
