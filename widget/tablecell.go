package widget

import (
	"bytes"
	"cmp"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// appendCell appends how a table's cell reads: as Inspect, but strings as they
// are, nothing for nil, and numbers without exponents where that is bearable.
func appendCell(b []byte, v reflect.Value) []byte {
	v = bare(v)
	if !v.IsValid() {
		return b
	}
	if t := v.Type(); t != timeType && reads(t) {
		return append(b, inspect(v.Interface(), InspectOptions{})...)
	}
	switch k := v.Kind(); {
	case k == reflect.String:
		return append(b, v.String()...)
	case k == reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case v.CanInt():
		return strconv.AppendInt(b, v.Int(), 10)
	case v.CanUint():
		return strconv.AppendUint(b, v.Uint(), 10)
	case v.CanFloat():
		return appendFloat(b, v.Float(), v.Type().Bits())
	case v.Type() == timeType:
		return appendTime(b, timeOf(v))
	}
	return append(b, inspect(v.Interface(), InspectOptions{})...)
}

// timeOf is the time in v. What is in a slice is read where it is: in an interface
// it would be a copy for the collector.
func timeOf(v reflect.Value) time.Time {
	if v.CanAddr() {
		return *v.Addr().Interface().(*time.Time)
	}
	return v.Interface().(time.Time)
}

func appendFloat(b []byte, f float64, bits int) []byte {
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e15) {
		return strconv.AppendFloat(b, f, 'g', -1, bits)
	}
	return strconv.AppendFloat(b, f, 'f', -1, bits)
}

func appendTime(b []byte, t time.Time) []byte {
	b = t.AppendFormat(b, "2006-01-02 15:04:05.999999999")
	if t.Location() != time.UTC {
		b = t.AppendFormat(b, " -07:00")
	}
	return b
}

// isDate reports whether t is a day and no more.
func isDate(t time.Time) bool { return t.Location() == time.UTC && t.Equal(t.Truncate(24*time.Hour)) }

// appendFolded appends s in lower case, for comparisons that do not look at it.
func appendFolded(b, s []byte) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b = append(b, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(s[i:])
		b = utf8.AppendRune(b, unicode.ToLower(r))
		i += n
	}
	return b
}

// class is how a value is ordered; those of different classes are in this order.
type class int

const (
	none   class = iota // nil and NaN: last, whichever way rows are sorted
	number              // by value; integers that fit int64 exactly
	moment
	words // by their bytes
)

// key is what a cell is ordered by.
type key struct {
	class   class
	isFloat bool
	i       int64
	f       float64
	s       string
	t       time.Time
}

func keyOf(v reflect.Value) key {
	return plainKey(keyed(bare(v)))
}

// keyed is what v is sorted by, mostly itself. An assertion finds out; asking the
// type takes a hundred times as long.
func keyed(v reflect.Value) reflect.Value {
	if !v.IsValid() || v.Type() == timeType || v.Type().NumMethod() == 0 {
		return v
	}
	var k TableKeyer
	var ok bool
	if v.CanAddr() {
		k, ok = v.Addr().Interface().(TableKeyer)
	} else {
		k, ok = v.Interface().(TableKeyer)
	}
	if !ok {
		return v
	}
	return bare(reflect.ValueOf(k.TableKey()))
}

func plainKey(v reflect.Value) key {
	if !v.IsValid() {
		return key{}
	}
	switch {
	case v.Type() == timeType:
		return key{class: moment, t: timeOf(v)}
	case v.CanInt():
		return key{class: number, i: v.Int()}
	case v.CanUint():
		if u := v.Uint(); u > math.MaxInt64 {
			return key{class: number, isFloat: true, f: float64(u)}
		}
		return key{class: number, i: int64(v.Uint())}
	case v.CanFloat():
		if f := v.Float(); !math.IsNaN(f) {
			return key{class: number, isFloat: true, f: f}
		}
		return key{}
	case v.Kind() == reflect.Bool:
		if v.Bool() {
			return key{class: number, i: 1}
		}
		return key{class: number}
	case v.Kind() == reflect.String:
		return key{class: words, s: v.String()}
	}
	return key{class: words, s: string(appendCell(nil, v))}
}

func (k key) float() float64 {
	if k.isFloat {
		return k.f
	}
	return float64(k.i)
}

// compare orders keys that are not none.
func (k key) compare(o key) int {
	if k.class != o.class {
		return cmp.Compare(k.class, o.class)
	}
	switch k.class {
	case number:
		if k.isFloat || o.isFloat {
			return cmp.Compare(k.float(), o.float())
		}
		return cmp.Compare(k.i, o.i)
	case moment:
		return k.t.Compare(o.t)
	default:
		return strings.Compare(k.s, o.s)
	}
}

// condition is a column's filter.
type condition struct {
	op     string // "", "=", "!=", "<", "<=", ">", ">=" or ".."
	text   []byte // folded; what "" looks for, and the others where nothing else is said
	lo, hi key    // what text says as a number or time, words if neither
}

// parseFilter reads what a user filters a column by; any text is a filter:
//
//	oslo         has "oslo" in it, in upper or lower case
//	=oslo !=oslo is that, or is not; = alone finds what is empty
//	>5 <=2026-01 numbers and times by value, all else by its letters
//	10..20       between, both included
func parseFilter(s string) condition {
	s = strings.TrimSpace(s)
	for _, op := range []string{"!=", "<=", ">=", "=", "<", ">"} {
		if rest, ok := strings.CutPrefix(s, op); ok {
			rest = strings.TrimSpace(rest)
			return condition{op: op, text: appendFolded(nil, []byte(rest)), lo: said(rest)}
		}
	}
	if from, to, ok := strings.Cut(s, ".."); ok {
		lo, hi := said(strings.TrimSpace(from)), said(strings.TrimSpace(to))
		if lo.class == hi.class && lo.class != words {
			return condition{op: "..", lo: lo, hi: hi}
		}
	}
	return condition{text: appendFolded(nil, []byte(s))}
}

// said is what a user's text means: a number, a time (UTC), or words.
func said(s string) key {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return key{class: number, i: i}
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsNaN(f) {
		return key{class: number, isFloat: true, f: f}
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateTime, "2006-01-02 15:04", time.DateOnly, "2006-01"} {
		if t, err := time.Parse(layout, s); err == nil {
			return key{class: moment, t: t}
		}
	}
	return key{class: words, s: s}
}

// match reports whether a cell with this value is found. Text is what the cell
// reads, folded; it is asked for only where that matters.
func (c *condition) match(v reflect.Value, text func() []byte) bool {
	if c.op == "" {
		return bytes.Contains(text(), c.text)
	}
	k := keyOf(v)
	same := k.class == c.lo.class && k.class != words // as numbers, as times
	switch c.op {
	case "=", "!=":
		equal := same && k.compare(c.lo) == 0 || bytes.Equal(text(), c.text)
		return equal == (c.op == "=")
	case "..":
		return same && k.compare(c.lo) >= 0 && k.compare(c.hi) <= 0
	}
	switch {
	case same:
		return ordered(c.op, k.compare(c.lo))
	case k.class == words || k.class != none && c.lo.class == words: // by letters
		return ordered(c.op, bytes.Compare(text(), c.text))
	default:
		return false // nothing, or a number beside a time
	}
}

func ordered(op string, sign int) bool {
	switch op {
	case "<":
		return sign < 0
	case "<=":
		return sign <= 0
	case ">":
		return sign > 0
	default:
		return sign >= 0
	}
}
