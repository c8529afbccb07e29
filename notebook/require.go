package notebook

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// author is who signs the updates that no page makes.
const author = "gokino"

// apply writes the requirements into the mod cell, or a new one before the first
// code cell. If somebody has edited the cell since the runtime read it, only the
// lines that it lacks are added, and the cell stays stale.
func (op Require) apply(st *step) error {
	i := slices.IndexFunc(st.doc.Cells, func(c *Cell) bool { return c.Kind == Mod })
	if i < 0 {
		at := max(0, slices.IndexFunc(st.doc.Cells, func(c *Cell) bool { return c.Kind == Code }))
		if err := (Insert{Index: at, Kind: Mod, Source: op.Now}).apply(st); err != nil {
			return err
		}
		return UseMod{}.apply(st)
	}
	c := st.doc.Cells[i]
	was, now := normalise(op.Was), normalise(op.Now)
	edited := c.Source != was
	if edited {
		now = addLines(c.Source, added(was, now, c.Source))
	}
	if now == c.Source {
		return nil
	}
	u := Update{ClientID: author, Changes: difference(c.Source, now).Value()}
	if err := (Edit{ID: c.ID, Version: c.Version, Updates: []Update{u}}).apply(st); err != nil || edited {
		return err
	}
	return UseMod{}.apply(st)
}

// added are the lines that now has after those of was, but for those about a
// module that source mentions.
func added(was, now, source string) (lines []string) {
	rest, ok := strings.CutPrefix(now, was)
	if !ok {
		return nil
	}
	known := strings.Fields(source)
	for line := range strings.SplitSeq(rest, "\n") {
		if f := strings.Fields(line); len(f) > 1 && !slices.Contains(known, f[1]) {
			lines = append(lines, line)
		}
	}
	return lines
}

func addLines(source string, lines []string) string {
	if source != "" && len(lines) > 0 && !strings.HasSuffix(source, "\n") {
		source += "\n"
	}
	return source + strings.Join(lines, "\n")
}

// difference is the change that makes now of was: what is between the lines that
// they begin and end with is replaced.
func difference(was, now string) Changes {
	a, b := strings.SplitAfter(was, "\n"), strings.SplitAfter(now, "\n")
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var c Changes
	c.add(part{n: unitsOf(a[:head])})
	c.add(part{n: unitsOf(a[head : len(a)-tail]), replace: true, text: strings.Join(b[head:len(b)-tail], "")})
	c.add(part{n: unitsOf(a[len(a)-tail:])})
	return c
}

// unitsOf is the length of a text in UTF-16 units, as [Changes] count.
func unitsOf(lines []string) (n int) {
	for _, line := range lines {
		n += utf8.RuneCountInString(line)
		for _, r := range line {
			if r > 0xffff {
				n++
			}
		}
	}
	return n
}
