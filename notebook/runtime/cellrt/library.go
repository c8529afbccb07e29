package cellrt

import "os"

// LibraryWrite takes what libraries write to the process's own os.Stdout and
// os.Stderr, for the cell whose goroutine does it. It returns false if that is
// another file, or the goroutine nobody's.
func LibraryWrite(f *os.File, text []byte) (taken bool) {
	a := host.Load()
	if a == nil || f == nil || f != a.stdout && f != a.stderr {
		return false
	}
	id := currentID()
	if id == 0 {
		return false
	}
	a.Write(id, f == a.stderr, text)
	return true
}
