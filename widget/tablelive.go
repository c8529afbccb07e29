package widget

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/gokino/gokino/live"
)

// tableLive is the definition of the widget. Where a client is, and what it
// sorts and filters by, is told with each question: unless the table is shared,
// nothing is kept for a client.
type tableLive struct{}

// tableState is a table's state.
type tableState struct {
	*sheet
	query TableQuery // of all clients, if the table is shared
}

// heading is what a page needs before it asks for rows.
type heading struct {
	Ref      string       `json:"ref"`
	Name     string       `json:"name"`
	Columns  []columnForm `json:"columns"`
	Rows     int          `json:"rows"`
	Select   TableSelect  `json:"select"`
	Shared   bool         `json:"shared"`
	Sortable bool         `json:"sortable"`
	Filters  bool         `json:"filters"`
	Query    TableQuery   `json:"query"`
	First    window       `json:"first"`
	Window   int          `json:"window"`  // the most rows of one question
	Cut      int          `json:"cut"`     // columns that are not shown
	Refetch  bool         `json:"refetch"` // a client may ask for the rows again
	Formats  []string     `json:"formats"` // of files, besides CSV
}

type columnForm struct {
	Key     string `json:"key"`
	Label   string `json:"label"`
	Kind    string `json:"kind"`
	Width   int    `json:"width"`
	Chars   int    `json:"chars"` // letters of the longest text, as far as looked
	Summary string `json:"summary"`
}

func (tableLive) Init(ctx *live.Context[tableState], s *sheet) error {
	ctx.Assigns.sheet = s
	return nil
}

func (tableLive) HandleConnect(ctx *live.Context[tableState]) (any, error) { return head(ctx) }

func (tableLive) Terminate(ctx *live.Context[tableState]) { ctx.Assigns.close() }

// HandleCast takes other rows.
func (tableLive) HandleCast(ctx *live.Context[tableState], msg any) error {
	other, ok := msg.(*sheet)
	if !ok {
		return fmt.Errorf("a table knows no message %T: Update gives it other rows", msg)
	}
	ctx.Assigns.close()
	ctx.Assigns.sheet = other
	return ctx.Assigns.tell(ctx, "update")
}

// tableChange is what [Table.Change] calls with.
type tableChange struct{ change func() }

// HandleCall lets the rows change. The answer is their text.
func (tableLive) HandleCall(ctx *live.Context[tableState], msg any) (any, error) {
	s := &ctx.Assigns
	c, ok := msg.(tableChange)
	if !ok {
		return nil, fmt.Errorf("a table knows no message %T: Change changes its rows", msg)
	}
	if c.change != nil {
		c.change()
	}
	again, err := s.again()
	if err != nil {
		return "", err
	}
	s.sheet = again
	return s.text(), s.tell(ctx, "refetch")
}

// tell says to all pages what there is now.
func (s *tableState) tell(ctx *live.Context[tableState], event string) error {
	s.query = s.still(s.query)
	h, err := head(ctx)
	if err != nil {
		return err
	}
	ctx.BroadcastEvent(event, h)
	return nil
}

// HandleEvent answers a page.
func (tableLive) HandleEvent(ctx *live.Context[tableState], event string, p live.Payload) error {
	s := &ctx.Assigns
	switch event {
	case "rows":
		return ask(p, func(q TableQuery) error {
			w, err := s.window(ctx.Context(), bounded(q))
			if err != nil {
				return err
			}
			return ctx.Reply(w)
		})
	case "csv":
		return ask(p, func(q TableQuery) error {
			lines, next, err := s.csv(ctx.Context(), bounded(q))
			if err != nil {
				return err
			}
			return ctx.Reply(live.Binary{Info: next, Data: lines})
		})
	case "copy":
		return ask(p, func(q copyQuery) error {
			c, err := s.copy(ctx.Context(), q)
			if err != nil {
				return err
			}
			return ctx.Reply(c)
		})
	case "export":
		return ask(p, func(q exportQuery) error {
			f, err := s.export(ctx.Context(), q)
			if err != nil {
				return err
			}
			return ctx.Reply(live.Binary{Info: []string{f.Name, f.Type}, Data: f.Data})
		})
	case "query":
		return ask(p, func(q TableQuery) error {
			if !s.opts.Shared {
				return fmt.Errorf("the table is not shared")
			}
			s.query = s.still(q)
			ctx.BroadcastEvent("query", s.query)
			return nil
		})
	case "select":
		return ask(p, func(rows []int) error { return choose(ctx, rows) })
	}
	return fmt.Errorf("a table knows no event %q", event)
}

// ask decodes what a page asked.
func ask[T any](p live.Payload, answer func(T) error) error {
	var v T
	if err := p.Decode(&v); err != nil {
		return err
	}
	return answer(v)
}

// bounded keeps a query within what a table answers.
func bounded(q TableQuery) TableQuery {
	q.Offset = min(max(q.Offset, 0), 1<<31-1)
	q.Limit = min(max(q.Limit, 0), maxWindow)
	return q
}

// names checks the columns that a query names.
func (s *sheet) names(q TableQuery) error {
	for _, o := range q.Sort {
		if !s.has(o.Column) {
			return fmt.Errorf("the table has no column %q to sort by", o.Column)
		}
	}
	for key := range q.Filter {
		if !s.has(key) {
			return fmt.Errorf("the table has no column %q to filter", key)
		}
	}
	return nil
}

func (s *sheet) has(key string) bool { return s.column(key) >= 0 }

// column is the number of a column, -1 if there is none.
func (s *sheet) column(key string) int {
	return slices.IndexFunc(s.cols, func(c TableColumn) bool { return c.Key == key })
}

// still is what of a query names columns that there are.
func (s *sheet) still(q TableQuery) TableQuery {
	kept := TableQuery{Search: q.Search, Filter: map[string]string{}, Sort: []TableOrder{}, Columns: []string{}}
	for _, o := range q.Sort {
		if s.has(o.Column) {
			kept.Sort = append(kept.Sort, o)
		}
	}
	for key, text := range q.Filter {
		if s.has(key) {
			kept.Filter[key] = text
		}
	}
	for _, key := range q.Columns {
		if s.has(key) && !slices.Contains(kept.Columns, key) {
			kept.Columns = append(kept.Columns, key)
		}
	}
	return kept
}

func head(ctx *live.Context[tableState]) (heading, error) {
	s := &ctx.Assigns
	h := heading{
		Ref: ctx.Ref(), Name: s.opts.Name, Rows: s.opts.Rows, Select: s.opts.Select, Shared: s.opts.Shared,
		Sortable: !s.opts.NoSort, Filters: !s.opts.NoFilter, Query: s.still(s.query), Window: maxWindow, Cut: s.cut,
		Refetch: s.pager != nil, Formats: s.formats(),
	}
	if h.Rows <= 0 {
		h.Rows = 10
	}
	for _, c := range s.cols {
		h.Columns = append(h.Columns, columnForm{Key: c.Key, Label: c.Label, Kind: c.Kind, Width: c.Width, Summary: c.Summary})
	}
	q := h.Query
	q.Limit = min(2*h.Rows, maxWindow)
	var err error
	if h.First, err = s.window(ctx.Context(), q); err != nil {
		return h, err
	}
	for i := range h.Columns {
		h.Columns[i].Chars = s.chars(i, h.First)
	}
	return h, nil
}

// chars looks how long the texts of a column are: in the first rows, and in some
// from all over the table.
func (s *sheet) chars(col int, first window) (most int) {
	for _, row := range first.Cells {
		most = max(most, utf8.RuneCountInString(row[col]))
	}
	if s.grid == nil {
		return most
	}
	n, _ := s.grid.rows.known()
	var text []byte
	for row := n - 1; row > 0; row -= 1 + n/few {
		text = s.grid.appendText(text[:0], col, s.grid.rows.cell(row, col))
		most = max(most, utf8.RuneCount(text))
	}
	return most
}

// choose tells Go code what a client selected.
func choose(ctx *live.Context[tableState], ids []int) error {
	s := &ctx.Assigns
	switch {
	case s.opts.Select == SelectNone:
		return fmt.Errorf("the table's rows cannot be selected")
	case s.opts.Select == SelectOne && len(ids) > 1:
		return fmt.Errorf("one row of the table can be selected, not %d", len(ids))
	case len(ids) > maxSelected:
		return fmt.Errorf("%d rows of the table can be selected at most, not %d", maxSelected, len(ids))
	}
	sel := TableSelection{Origin: ctx.Origin(), Rows: ids}
	if s.grid != nil {
		n, _ := s.grid.rows.known()
		for _, id := range ids {
			if id < 0 || id >= n {
				return fmt.Errorf("the table has no row %d", id)
			}
			sel.Values = append(sel.Values, s.grid.rows.row(id))
		}
	}
	ctx.EmitEvent(sel)
	return nil
}
