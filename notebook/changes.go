package notebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// Changes is a CodeMirror ChangeSet: what one update does to a source. Positions
// count UTF-16 units and a line end counts one, as in the editor. The zero value
// changes nothing, and fits only the empty source.
type Changes struct {
	parts []part
}

// part keeps n units, or replaces them by text.
type part struct {
	n       int
	replace bool
	text    string
}

// ErrChanges is what every error about changes wraps: they are malformed, or
// made for a source of another length.
var ErrChanges = errors.New("changes do not fit")

// ParseChanges reads a ChangeSet's JSON form, decoded: an array of numbers
// (units kept) and arrays (units deleted, then the lines inserted). Numbers may
// be of any type that holds an integer.
func ParseChanges(v any) (Changes, error) {
	list, ok := v.([]any)
	if !ok {
		return Changes{}, fmt.Errorf("%w: not an array but a %T", ErrChanges, v)
	}
	var c Changes
	for i, item := range list {
		p, err := parsePart(item)
		if err != nil {
			return Changes{}, fmt.Errorf("%w: part %d: %w", ErrChanges, i, err)
		}
		c.add(p)
	}
	return c, nil
}

// add drops parts that do nothing and joins what is kept, so that a surrogate
// pair that nothing touches is never taken apart.
func (c *Changes) add(p part) {
	if p.n == 0 && p.text == "" {
		return
	}
	if last := len(c.parts) - 1; last >= 0 && !p.replace && !c.parts[last].replace {
		c.parts[last].n += p.n
		return
	}
	c.parts = append(c.parts, p)
}

func parsePart(v any) (part, error) {
	list, ok := v.([]any)
	if !ok {
		n, err := parseCount(v)
		return part{n: n}, err
	}
	if len(list) == 0 {
		return part{}, errors.New("an empty array")
	}
	n, err := parseCount(list[0])
	if err != nil {
		return part{}, err
	}
	lines := make([]string, len(list)-1)
	for i, item := range list[1:] {
		line, ok := item.(string)
		if !ok {
			return part{}, fmt.Errorf("line %d is a %T", i, item)
		}
		if strings.ContainsAny(line, "\r\n") {
			return part{}, fmt.Errorf("line %d has a line end in it", i)
		}
		lines[i] = line
	}
	return part{n: n, replace: true, text: strings.Join(lines, "\n")}, nil
}

func parseCount(v any) (int, error) {
	var n float64
	switch v := v.(type) {
	case int:
		n = float64(v)
	case int64:
		n = float64(v)
	case uint64:
		n = float64(v)
	case float64:
		n = v
	default:
		return 0, fmt.Errorf("a length is a %T", v)
	}
	if !(n >= 0 && n <= math.MaxInt32) || n != math.Trunc(n) {
		return 0, fmt.Errorf("%v is no length", n)
	}
	return int(n), nil
}

// Value is the form [ParseChanges] reads, of int, string and []any only.
func (c Changes) Value() []any {
	list := make([]any, len(c.parts))
	for i, p := range c.parts {
		switch {
		case !p.replace:
			list[i] = p.n
		case p.text == "":
			list[i] = []any{p.n}
		default:
			item := []any{p.n}
			for line := range strings.SplitSeq(p.text, "\n") {
				item = append(item, line)
			}
			list[i] = item
		}
	}
	return list
}

// MarshalJSON gives the JSON form of a ChangeSet.
func (c Changes) MarshalJSON() ([]byte, error) { return json.Marshal(c.Value()) }

// UnmarshalJSON reads the JSON form of a ChangeSet.
func (c *Changes) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return fmt.Errorf("reading changes: %w", err)
	}
	parsed, err := ParseChanges(v)
	*c = parsed
	return err
}

// Apply gives source as changed. The changes must account for its whole length.
//
// A change that ends between the halves of a surrogate pair leaves U+FFFD for
// the half it keeps, since UTF-8 has no other word for it: lengths stay those of
// the editor. A byte of source that is no UTF-8 counts as one unit.
func (c Changes) Apply(source string) (string, error) {
	in := units{s: source}
	var out strings.Builder
	for i, p := range c.parts {
		sink := &out
		if p.replace {
			out.WriteString(p.text)
			sink = nil
		}
		if !in.take(p.n, sink) {
			return "", fmt.Errorf("%w: part %d is beyond the end of the text", ErrChanges, i)
		}
	}
	if in.s != "" || in.low {
		return "", fmt.Errorf("%w: %d bytes of the text are not accounted for", ErrChanges, len(in.s))
	}
	return out.String(), nil
}

// units walks over a string in UTF-16 units.
type units struct {
	s   string
	low bool // the next unit is the second half of a pair
}

// take moves on by n units and writes them to out unless that is nil; false if
// there are fewer.
func (u *units) take(n int, out *strings.Builder) bool {
	if n > 0 && u.low {
		u.low = false
		n--
		keep(out, string(utf8.RuneError))
	}
	end := 0
	for n > 0 && end < len(u.s) {
		r, size := utf8.DecodeRuneInString(u.s[end:])
		if r > 0xffff && n == 1 {
			u.low = true
			n = 0
			keep(out, u.s[:end])
			keep(out, string(utf8.RuneError))
			u.s = u.s[end+size:]
			return true
		}
		end += size
		n--
		if r > 0xffff {
			n--
		}
	}
	keep(out, u.s[:end])
	u.s = u.s[end:]
	return n == 0
}

func keep(out *strings.Builder, s string) {
	if out != nil {
		out.WriteString(s)
	}
}
