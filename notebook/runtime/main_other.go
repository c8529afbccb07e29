//go:build !unix

package runtime

import "errors"

// Main does not work here.
func Main() error { return errors.New("gokino-runtime needs a Unix system") }
