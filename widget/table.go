package widget

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

// Bounds of a table.
const (
	maxColumns  = 256
	maxCell     = 1 << 10 // bytes of a cell in the page; CSV has all
	maxWindow   = 500     // rows of one answer
	maxSelected = 10_000
	chunkRows   = 2000 // of CSV, in one answer
	textRows    = 20   // of the text form
	maxTextCell = 40   // letters, in the text form
)

// TableSelect is which rows of a table a user can select.
type TableSelect string

// What can be selected.
const (
	SelectNone TableSelect = ""
	SelectOne  TableSelect = "one"
	SelectMany TableSelect = "many"
)

// TableOptions configure a table; the zero value is a good table.
type TableOptions struct {
	// Name is the table's heading and what it is called by screen readers; "" is
	// no heading.
	Name string

	// Columns are those that are shown, in this order, named by their keys; what
	// else is said of one counts more than what the rows say. Nil: all, as the
	// rows have them.
	Columns []TableColumn

	// Format gives what a cell reads; without ok it reads as usual. Sorting goes by
	// the values, searching by what is read. As Kino.DataTable's formatter.
	Format func(column string, value any) (text string, ok bool)

	// Rows is how many rows are seen at a time, 10 if it is 0; others scroll.
	Rows int

	// Select lets users select rows: each time the table emits a [TableSelection].
	Select TableSelect

	// Shared lets all clients see the same order, search and filters, as Kino does.
	// Otherwise each client has its own.
	Shared bool

	// NoSort and NoFilter take these controls away, for a [TablePager] that cannot.
	NoSort, NoFilter bool

	// MaxRows bounds the rows that are taken from an iter.Seq or from SQLRows,
	// 1,000,000 if it is 0. The page says when there are more.
	MaxRows int

	// Kernel hosts the table; nil means [kernel.Default].
	Kernel *kernel.Kernel
}

func (o TableOptions) maxRows() int {
	if o.MaxRows > 0 {
		return min(o.MaxRows, 1<<31-1)
	}
	return 1_000_000
}

// TableSelection is what a table emits when a client selects rows.
type TableSelection struct {
	Origin string // the client
	Rows   []int  // numbers of rows of the source, of the page's rows for a [TablePager]; none: nothing is selected
	Values []any  // these rows: elements of the slice, say; nil for a [TablePager]
}

// Table is a table on display: a live widget, so its selections can be listened
// to with package control.
type Table struct {
	*live.Widget
	opts TableOptions

	mu   sync.Mutex
	text string
}

// NewTable shows data as a table: a slice of structs, of maps, of slices or of
// plain values; a map of slices, which are columns; an iter.Seq, whose values are
// taken as they are looked at; [SQLRows], which are read at once and closed; a
// [TableSource]; a [TablePager].
//
// The rows are not copied and the table reads them as long as it lives: they
// are not to be changed but by [Table.Change]. [Table.Update] gives it others. As
// Kino.DataTable.new, and Kino.Table.new for pagers.
//
// It panics when data cannot be shown, as live.New does.
func NewTable(data any, opts ...TableOptions) *Table {
	t, err := startTable(data, option.Of(opts))
	if err != nil {
		panic(err)
	}
	return t
}

func startTable(data any, opts TableOptions) (*Table, error) {
	sheet, err := newSheet(data, opts)
	if err != nil {
		return nil, err
	}
	w, err := live.Start(tableLive{}, sheet, live.Options{Assets: jsassets.Builtin("table"), Kernel: opts.Kernel, Name: "table"})
	if err != nil {
		sheet.close()
		return nil, err
	}
	return &Table{Widget: w, opts: opts, text: sheet.text()}, nil
}

// Update shows other rows in the place of those before, from the first on. Columns,
// where some are given, are shown in the place of those in the options. Clients
// keep what of their order, search and filters there are columns for. As
// Kino.DataTable.update.
func (t *Table) Update(data any, columns ...TableColumn) error {
	opts := t.opts
	if len(columns) > 0 {
		opts.Columns = columns
	}
	sheet, err := newSheet(data, opts)
	if err != nil {
		return err
	}
	text := sheet.text()
	if err := t.Cast(sheet); err != nil {
		sheet.close()
		return fmt.Errorf("widget: updating the table: %w", err)
	}
	t.say(text)
	return nil
}

// Change calls change while nobody reads the table's rows, and shows what it left:
// the way to change them. Rows come and go where the table was given a pointer to
// a slice, or a source. Pages stay at the place they look at. What an iter.Seq or a
// database gave is not read again.
//
// It returns when change has returned and pages have been told, and is not to be
// called by the table's own callbacks, [TableOptions.Format] say.
func (t *Table) Change(ctx context.Context, change func()) error {
	text, err := t.Call(ctx, tableChange{change})
	if err != nil {
		return fmt.Errorf("widget: changing the table's rows: %w", err)
	}
	t.say(text.(string))
	return nil
}

// Refetch shows rows anew that have changed where they are: in a database that a
// [TablePager] asks, say. As [Table.Change] with nothing to change.
func (t *Table) Refetch(ctx context.Context) error { return t.Change(ctx, nil) }

func (t *Table) say(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = text
}

// Events yields what clients select from this call on, until ctx is done or the
// table has ended. The sequence is for one range. With it a table is an Emitter
// for package control.
func (t *Table) Events(ctx context.Context) iter.Seq[TableSelection] {
	all := t.Widget.Events(ctx)
	return func(yield func(TableSelection) bool) {
		for ev := range all {
			if s, ok := ev.(TableSelection); ok && !yield(s) {
				return
			}
		}
	}
}

// Render gives the table as a widget, and its first rows as text.
func (t *Table) Render() kernel.Data {
	return kernel.Data{"text/plain": t.String(), kernel.ViewType: t.View()}
}

// String is the first rows as text.
func (t *Table) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text
}
