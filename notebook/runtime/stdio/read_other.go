//go:build !unix

package stdio

import "errors"

// readNow cannot be had here: no process runs cells.
func readNow(int, []byte) (int, error) { return 0, errors.ErrUnsupported }
