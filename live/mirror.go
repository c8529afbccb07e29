package live

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
)

// mirror is what clients have been told of a widget's state. There is none for
// a state of which nothing is mirrored.
type mirror struct {
	state  reflect.Value // the assigns, addressable
	fields []field       // in the order of their keys
	told   []told        // of each field
	all    bool          // of a map: keys that appear later are mirrored too
	model  []byte        // all of told as one map; nil where it has to be put together
	space  []byte        // to encode a field in
}

// maxSpace bounds what a mirror keeps to encode in.
const maxSpace = 1 << 10

// told is a field as clients have it.
type told struct {
	value []byte // encoded; nil before it was sent first
	fault string // why the value of now cannot be sent, so that it is said once
}

// Mirror says which keys of a state of type [Assigns] (or map[string]any)
// clients mirror: all there are and will be if none is named. It is called in
// Init, as a rule; called again it adds keys. For structs see the tag live.
func (c *Context[S]) Mirror(keys ...string) error {
	state := reflect.ValueOf(&c.Assigns).Elem()
	if _, ok := asMap(state); !ok {
		return fmt.Errorf("live: Mirror is for a state of type Assigns; of %T the fields with the tag live are mirrored", c.Assigns)
	}
	if c.mirror == nil {
		c.mirror = &mirror{state: state}
	}
	c.mirror.all = c.mirror.all || len(keys) == 0
	for _, key := range keys {
		c.mirror.add(key)
	}
	return nil
}

// beginMirror finds out what of the state is mirrored, and how it is after Init.
// A state that cannot be sent is an error.
func (c *Context[S]) beginMirror() error {
	if c.mirror == nil {
		fields, _ := fieldsOf(reflect.TypeFor[S]())
		if len(fields) == 0 {
			return nil
		}
		c.mirror = &mirror{state: reflect.ValueOf(&c.Assigns).Elem(), fields: fields, told: make([]told, len(fields))}
	}
	c.mirror.changes()
	for i, t := range c.mirror.told {
		if t.fault != "" {
			return fmt.Errorf("the state's %q cannot be sent: %s", c.mirror.fields[i].key, t.fault)
		}
	}
	return nil
}

// tellModel sends what has changed of the mirrored state.
func (c *Context[S]) tellModel() {
	if patch := c.changedModel(); patch != nil {
		c.tellAudience(patch)
	}
}

// changedModel is what has changed of the mirrored state, as a patch; nil if
// nothing has.
func (c *Context[S]) changedModel() []byte {
	if c.mirror == nil {
		return nil
	}
	patch, faults := c.mirror.changes()
	for _, fault := range faults {
		c.widget.kernel.Report(c.widget.scope, fmt.Sprintf("live: %s: %s", c.widget.name, fault), "")
	}
	return patch
}

// tellAudience sends a patch to those who mirror this state.
func (c *Context[S]) tellAudience(patch []byte) {
	c.widget.kernel.Emit(kernel.Model{Client: c.widget.client(), Ref: c.widget.view.Ref, Payload: patch})
}

// changes are the fields that differ from what clients have, encoded as one
// map; nil if none does. Clients are taken to have them from now on. Faults tell
// of fields that cannot be encoded since the last time.
func (m *mirror) changes() (patch []byte, faults []string) {
	if m.all {
		m.findKeys()
	}
	n := 0
	for i, f := range m.fields {
		t := &m.told[i]
		b, err := wire.Append(m.space[:0], m.value(f))
		if err != nil {
			if t.fault != err.Error() {
				t.fault = err.Error()
				faults = append(faults, fmt.Sprintf("the state's %q cannot be sent: %s", f.key, t.fault))
			}
			continue
		}
		t.fault = ""
		if cap(b) <= maxSpace {
			m.space = b
		}
		if t.value != nil && bytes.Equal(b, t.value) {
			continue
		}
		t.value = append(t.value[:0], b...)
		if patch == nil {
			patch = make([]byte, 1, 2+len(f.key)+len(b)) // most often there is one change
		}
		patch = append(wire.AppendString(patch, f.key), b...)
		n++
	}
	if n == 0 {
		return nil, faults
	}
	m.model = nil
	return withHeader(patch, n), faults
}

// withHeader makes a map of its n pairs, which begin at the second byte.
func withHeader(pairs []byte, n int) []byte {
	var space [5]byte
	header := wire.AppendMap(space[:0], n)
	if len(header) == 1 {
		pairs[0] = header[0]
		return pairs
	}
	return slices.Concat(header, pairs[1:])
}

// whole is all of the mirrored state as clients have it, a map; nil without a
// mirror.
func (m *mirror) whole() []byte {
	if m == nil {
		return nil
	}
	if m.model == nil {
		m.model = wire.AppendMap(nil, len(m.fields))
		for i, f := range m.fields {
			m.model = wire.AppendValue(wire.AppendString(m.model, f.key), m.told[i].value)
		}
	}
	return m.model
}

// value is a field of the state of now.
func (m *mirror) value(f field) any {
	if values, ok := asMap(m.state); ok {
		return values[f.key]
	}
	v, ok := f.in(m.state)
	if !ok {
		return nil
	}
	return v.Interface()
}

// now is the value of a key, nil without one.
func (m *mirror) now(key string) any {
	if i, there := m.find(key); there {
		return m.value(m.fields[i])
	}
	return nil
}

// findKeys adds the keys that a map has got.
func (m *mirror) findKeys() {
	values, _ := asMap(m.state)
	if len(values) == 0 {
		return
	}
	for key := range values {
		m.add(key)
	}
}

// add mirrors a key of a map.
func (m *mirror) add(key string) {
	i, there := m.find(key)
	if there {
		return
	}
	m.fields = slices.Insert(m.fields, i, field{key: key})
	m.told = slices.Insert(m.told, i, told{})
	m.model = nil
}

// find is where a key is, or would be, among the fields.
func (m *mirror) find(key string) (at int, there bool) {
	return slices.BinarySearchFunc(m.fields, key, func(f field, key string) int {
		switch {
		case f.key < key:
			return -1
		case f.key > key:
			return 1
		}
		return 0
	})
}

// asMap is a state with keys made at run time.
func asMap(state reflect.Value) (map[string]any, bool) {
	switch s := state.Addr().Interface().(type) {
	case *Assigns:
		return *s, true
	case *map[string]any:
		return *s, true
	}
	return nil, false
}
