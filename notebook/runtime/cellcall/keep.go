package cellcall

// Never is always false; code behind it only keeps symbols alive for the linker.
var Never bool

// Clear gives a variable its zero value, as "var x T" does when it runs again.
func Clear[T any](p *T) {
	var zero T
	*p = zero
}
