//go:build unix && !linux

package runtime

// separateStderr does nothing where an open pipe cannot be opened again.
func separateStderr() {}
