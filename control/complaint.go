package control

import "fmt"

// complaint is an error that is shown to whoever entered a value: a sentence.
type complaint string

func (c complaint) Error() string { return string(c) }

func complain(format string, args ...any) error { return complaint(fmt.Sprintf(format, args...)) }

// errValue is the answer to a value that no page would send.
var errValue = complain("This is no value of the field.")
