package widget

import (
	"cmp"
	"sync/atomic"

	"github.com/gokino/gokino/kernel"
)

// InspectOptions say how values are shown as text; the zero value says nothing. As the
// options of Kino.inspect and of inspect in Kino.configure.
type InspectOptions struct {
	// Label stands before the text of one call; in Configure it says nothing.
	Label string

	// Elements is how many elements of each slice, array and map are shown; 0 means as
	// many as there is room for.
	Elements int

	// Bytes is about how long the text may be; 0 means [MaxText], which is also the most.
	Bytes int
}

// or takes the bounds that o does not say from another.
func (o InspectOptions) or(other InspectOptions) InspectOptions {
	o.Elements = cmp.Or(o.Elements, other.Elements)
	o.Bytes = cmp.Or(o.Bytes, other.Bytes)
	return o
}

// Configure says how values are shown as text from now on, in the whole process: those
// that know no form of their own, and what [Inspect] and [Inspected] are not told
// otherwise. The zero value is as it was at first. As Kino.configure.
func Configure(opts InspectOptions) { configured(kernel.Default()).Store(&opts) }

type configuredKey struct{}

// configured is where the options of a process are kept.
func configured(k *kernel.Kernel) *atomic.Pointer[InspectOptions] {
	kept := k.Root().Once(configuredKey{}, func() any { return new(atomic.Pointer[InspectOptions]) })
	return kept.(*atomic.Pointer[InspectOptions])
}

// inspectOptions are those of a call, completed by those of the process.
func inspectOptions(opts []InspectOptions) (o InspectOptions) {
	if len(opts) > 0 {
		o = opts[0]
	}
	if all := configured(kernel.Default()).Load(); all != nil {
		o = o.or(*all)
	}
	return o
}
