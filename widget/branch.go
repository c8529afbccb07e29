package widget

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/gokino/gokino/kernel"
)

// maxLeaf is the bytes of a value's text in a tree.
const maxLeaf = 500

// branch is a value in a tree, with its way from the root.
type branch struct {
	key    string
	value  reflect.Value
	hidden bool
	above  *branch // nil for the root
	sorted []entry // of a map; nil until one is asked for
}

// inside is what the value holds, behind pointers and interfaces; the zero Value
// for nil.
func (b *branch) inside() reflect.Value {
	v := b.value
	for range maxTreeDepth { // a pointer can lead to itself
		if v.Kind() != reflect.Interface && v.Kind() != reflect.Pointer {
			return v
		}
		v = v.Elem()
	}
	return reflect.Value{}
}

// count is how many children there are; none for a value that is above itself.
func (b *branch) count() int {
	v := b.inside()
	if b.repeats() {
		return 0
	}
	switch v.Kind() {
	case reflect.Struct:
		return v.NumField()
	case reflect.Map, reflect.Slice, reflect.Array:
		return v.Len()
	}
	return 0
}

// child is the i-th child.
func (b *branch) child(i int) (*branch, bool) {
	if i < 0 || i >= b.count() {
		return nil, false
	}
	c := &branch{above: b, hidden: b.hidden}
	switch v := b.inside(); v.Kind() {
	case reflect.Struct:
		f := v.Type().Field(i)
		c.key, c.value = f.Name, v.Field(i)
		c.hidden = c.hidden || !f.IsExported()
	case reflect.Map:
		if b.sorted == nil {
			b.sorted = entries(v)
		}
		if i >= len(b.sorted) { // it is being written
			return nil, false
		}
		var in inspector
		in.value(b.sorted[i].key, 1)
		c.key, c.value = kernel.PlainName(shorten(in.String(), maxLeaf)), b.sorted[i].value
	default:
		c.key, c.value = strconv.Itoa(i), v.Index(i)
	}
	return c, true
}

// place is where a value that others can point to is.
type place struct {
	at uintptr
	t  reflect.Type
	n  int
}

func placeOf(v reflect.Value) (p place, ok bool) {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Map:
		return place{v.Pointer(), v.Type(), 0}, !v.IsNil()
	case reflect.Slice:
		return place{v.Pointer(), v.Type(), v.Len()}, v.Len() > 0
	}
	return p, false
}

// repeats reports whether the value is above itself.
func (b *branch) repeats() bool {
	p, ok := placeOf(b.value)
	if !ok {
		return false
	}
	for a := b.above; a != nil; a = a.above {
		if q, ok := placeOf(a.value); ok && p == q {
			return true
		}
	}
	return false
}

// node is how the branch reads while it is closed.
func (b *branch) node() node {
	n := node{Key: b.key, Hidden: b.hidden, Count: b.count(), Kind: "other"}
	v := b.inside()
	if !v.IsValid() {
		n.Kind, n.Text = "nil", "nil"
		if b.value.IsValid() {
			n.Type = typeName(b.value.Type())
		}
		return n
	}
	n.Type = typeName(b.value.Type())
	if b.value.Kind() == reflect.Interface {
		n.Type = typeName(b.value.Elem().Type())
	}
	if b.repeats() {
		n.Text = "↻ is above itself"
		return n
	}
	n.Kind, n.Text = b.reading(v)
	return n
}

// typeName is a type as its author writes it.
func typeName(t reflect.Type) string {
	return strings.ReplaceAll(kernel.PlainName(t.String()), "interface {}", "any")
}

// reading is the text of a value, or how much is in it.
func (b *branch) reading(v reflect.Value) (kind, text string) {
	if own, ok := b.says(); ok {
		return "other", shorten(own, maxLeaf)
	}
	switch k := v.Kind(); k {
	case reflect.String:
		return "string", quoted(v.String(), maxLeaf)
	case reflect.Bool:
		return "bool", strconv.FormatBool(v.Bool())
	case reflect.Struct:
		return "other", plural(v.NumField(), "field")
	case reflect.Map:
		return containerText(v, "entry", "entries")
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 && v.Len() > 0 {
			return "string", quoted(string(v.Bytes()), maxLeaf)
		}
		return containerText(v, "element", "elements")
	case reflect.Array:
		return containerText(v, "element", "elements")
	case reflect.Func, reflect.UnsafePointer:
		if v.IsNil() {
			return "nil", "nil"
		}
		return "other", ""
	case reflect.Chan:
		if v.IsNil() {
			return "nil", "nil"
		}
		return "other", fmt.Sprintf("%d of %d waiting", v.Len(), v.Cap())
	default:
		return "number", fmt.Sprint(v)
	}
}

// says is what a value says of itself: it or what it points to, whichever can.
func (b *branch) says() (text string, ok bool) {
	v := b.value
	for range maxTreeDepth {
		switch {
		case v.Kind() == reflect.Interface:
		case !v.IsValid() || !v.CanInterface():
			return "", false
		case reads(v.Type()):
			return inspect(v.Interface(), InspectOptions{}), true
		case v.Kind() != reflect.Pointer:
			return "", false
		}
		v = v.Elem()
	}
	return "", false
}

func containerText(v reflect.Value, one, many string) (kind, text string) {
	if v.Kind() != reflect.Array && v.IsNil() {
		return "nil", "nil"
	}
	if v.Len() == 1 {
		return "other", "1 " + one
	}
	return "other", fmt.Sprintf("%d %s", v.Len(), many)
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// open is the children from offset on, so many as one answer has.
func (b *branch) open(offset int) opened {
	o := opened{Nodes: []node{}, Total: b.count()}
	for i := offset; i < min(o.Total, offset+maxBranch); i++ {
		c, ok := b.child(i)
		if !ok {
			break // it became shorter
		}
		o.Nodes = append(o.Nodes, c.node())
	}
	return o
}
