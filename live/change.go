package live

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/gokino/gokino/kernel/wire"
)

// ChangeHandler decides on what clients write into mirrored state: JavaScript's
// ctx.model.set(key, value) and save_changes. [Context.Origin] is the client. It
// is asked for each key; [Context.Change] does what happens without it. An error
// refuses the value: the client that wrote it gets the state's own back and is
// shown why. What the state is afterwards counts, so a value may also be put
// right.
type ChangeHandler[S any] interface {
	HandleChange(ctx *Context[S], key string, value Payload) error
}

// refusal is why a client's write was not taken: an answer to the client, not a
// fault of the widget.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// Change puts what a client wrote into the mirrored field with this key, if it
// fits there: a number into a number that can hold it, null only where nil is a
// value. A key of a map keeps the type of the value it has; nil takes anything.
func (c *Context[S]) Change(key string, value Payload) error {
	f, err := c.mirror.writable(key)
	if err != nil {
		return err
	}
	return c.mirror.write(f, value)
}

// write takes what a client wrote: a map of new values by key. Those that are
// refused do not keep the others from being taken.
func (s *server[S]) write(p Payload) error {
	r := wire.NewReader(p.raw)
	var refused []error
	for n := r.Map(); n > 0 && r.Err() == nil; n-- {
		key, value := r.String(), r.Value()
		if r.Err() != nil {
			break
		}
		if err := s.change(key, Payload{value}); err != nil {
			refused = append(refused, fmt.Errorf("%s: %w", key, err))
		}
	}
	if err := r.End(); err != nil {
		refused = append(refused, err)
	}
	if len(refused) > 0 {
		return refusal{errors.Join(refused...)}
	}
	return nil
}

func (s *server[S]) change(key string, value Payload) error {
	h, ok := s.def.(ChangeHandler[S])
	if !ok {
		return s.ctx.Change(key, value)
	}
	if _, err := s.ctx.mirror.writable(key); err != nil {
		return err
	}
	return h.HandleChange(&s.ctx, key, value)
}

// writable is the field with this key, if clients may write it.
func (m *mirror) writable(key string) (field, error) {
	if m == nil {
		return field{}, errors.New("nothing of the state is mirrored")
	}
	i, there := m.find(key)
	switch {
	case !there:
		return field{}, errors.New("no such field is mirrored")
	case m.fields[i].readonly:
		return field{}, errors.New("it is read only")
	}
	return m.fields[i], nil
}

// write decodes p into a field, if it fits there.
func (m *mirror) write(f field, p Payload) error {
	if values, ok := asMap(m.state); ok {
		v, err := decodeAs(reflect.TypeOf(values[f.key]), p)
		if err != nil {
			return err
		}
		if values == nil {
			m.state.Set(reflect.MakeMap(m.state.Type()))
			values, _ = asMap(m.state)
		}
		values[f.key] = v
		return nil
	}
	to, ok := f.in(m.state)
	if !ok {
		return errors.New("a nil pointer is on the way to it")
	}
	v, err := decodeAs(to.Type(), p)
	if err != nil {
		return err
	}
	if v == nil {
		to.SetZero()
	} else {
		to.Set(reflect.ValueOf(v))
	}
	return nil
}

// decodeAs decodes p as a t, as anything if t is nil. What t cannot hold is an
// error.
func decodeAs(t reflect.Type, p Payload) (any, error) {
	value, err := p.Value()
	if err != nil || t == nil {
		return value, err
	}
	v := reflect.New(t)
	if value == nil && !nilable(t.Kind()) || overflows(v.Elem(), value) || p.Decode(v.Interface()) != nil {
		return nil, fmt.Errorf("%s is no %s", describe(value), t)
	}
	return v.Elem().Interface(), nil
}

func nilable(k reflect.Kind) bool {
	switch k {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return true
	}
	return false
}

// overflows reports whether a number is beyond v's type, which the decoder would
// cut off.
func overflows(v reflect.Value, number any) bool {
	n := reflect.ValueOf(number)
	switch {
	case v.CanInt():
		return n.CanInt() && v.OverflowInt(n.Int()) || n.CanUint()
	case v.CanUint():
		return n.CanInt() && (n.Int() < 0 || v.OverflowUint(uint64(n.Int()))) || n.CanUint() && v.OverflowUint(n.Uint())
	case v.CanFloat():
		return n.CanFloat() && v.OverflowFloat(n.Float())
	}
	return false
}

// describe names a value in an error, shortly.
func describe(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("the text %.40q", value)
	case []byte:
		return "binary"
	case []any:
		return "an array"
	case map[string]any:
		return "an object"
	default:
		return fmt.Sprint(value)
	}
}
