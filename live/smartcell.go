package live

import (
	"errors"
	"fmt"
)

// ErrNoSmartCell says that a widget is not a smart cell.
var ErrNoSmartCell = errors.New("live: the widget is not a smart cell")

// SmartCellEditor is what a smart cell changes of its code editor; nil stays as
// it is.
type SmartCellEditor struct {
	Source  *string // the text
	Visible *bool
}

// ReconfigureSmartCell changes the code editor of a smart cell while it runs. As
// Kino.JS.Live.Context.reconfigure_smart_cell. In a widget that is no smart cell
// it is [ErrNoSmartCell].
func (c *Context[S]) ReconfigureSmartCell(SmartCellEditor) error {
	return fmt.Errorf("reconfiguring %s: %w", c.widget.name, ErrNoSmartCell)
}
