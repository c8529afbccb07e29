// Package option has what functions do whose options may be left out:
//
//	func Button(label string, opts ...ButtonOptions)
//
// instead of a second function or an empty struct at each call.
package option

import "fmt"

// Of is the one element of opts, or the zero value if there is none. It panics if
// there are several, which is a mistake of who wrote the call.
func Of[O any](opts []O) (o O) {
	switch len(opts) {
	case 0:
	case 1:
		o = opts[0]
	default:
		panic(fmt.Sprintf("%d times %T, where one is enough", len(opts), o))
	}
	return o
}
