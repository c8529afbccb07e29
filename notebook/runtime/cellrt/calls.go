package cellrt

import (
	"fmt"
	"time"

	"github.com/gokino/gokino/notebook/runtime/cellcall"
	"github.com/gokino/gokino/widget"
)

// calls is what serves package cellcall.
type calls struct{}

var _ cellcall.Runtime = calls{}

// Wherever cells run this package is linked in, and whoever links it in wants
// it to serve them.
func init() { cellcall.Attach(calls{}) }

func (calls) Poll()                               { poll() }
func (calls) Sleep(nanoseconds int64)             { sleep(time.Duration(nanoseconds)) }
func (calls) Recovered(v any, where string)       { recovered(v, where) }
func (calls) Guard(where string, f func()) func() { return guard(where, f) }
func (calls) Exit(code int)                       { osExit(code) }
func (calls) File(stderr bool) any                { return file(stderr) }
func (calls) Show(values []any)                   { widget.Show(values...) }

func (calls) Print(a []any) (n int, err error) {
	return write(func(b []byte) []byte { return fmt.Append(b, a...) })
}

func (calls) Println(a []any) (n int, err error) {
	return write(func(b []byte) []byte { return fmt.Appendln(b, a...) })
}

func (calls) Printf(format string, a []any) (n int, err error) {
	return write(func(b []byte) []byte { return fmt.Appendf(b, format, a...) })
}
