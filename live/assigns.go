package live

import (
	"errors"
	"fmt"
	"maps"
)

// Assigns is a state whose keys are not known beforehand, for widgets that are
// put together at run time: Context[Assigns] is the dynamic form of [Context].
// The zero value is empty.
type Assigns map[string]any

// ErrNoKey says that a key has no value.
var ErrNoKey = errors.New("live: there is no such key")

// Assign sets keys to values. As Kino.JS.Live.Context.assign.
func (a *Assigns) Assign(values Assigns) {
	if *a == nil {
		*a = Assigns{}
	}
	maps.Copy(*a, values)
}

// Update sets a key to what f makes of its value. A key without a value is
// [ErrNoKey], and f is not called. As Kino.JS.Live.Context.update.
func (a Assigns) Update(key string, f func(any) any) error {
	v, ok := a[key]
	if !ok {
		return fmt.Errorf("updating %q: %w", key, ErrNoKey)
	}
	a[key] = f(v)
	return nil
}
