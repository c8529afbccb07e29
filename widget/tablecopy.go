package widget

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Bounds of what is copied at a time.
const (
	copiedRows  = 10_000
	copiedBytes = 8 << 20
)

// copyQuery asks for whole cells: of the rows from Offset on, or of those with
// these numbers, in the order of the query; of its Columns.
type copyQuery struct {
	TableQuery
	IDs []int `json:"ids"`
}

// copied are cells on their way to a client's clipboard.
type copied struct {
	Cells [][]string `json:"cells"`
	More  bool       `json:"more"` // than are copied at a time
}

func (s *sheet) copy(ctx context.Context, q copyQuery) (copied, error) {
	c := copied{Cells: [][]string{}}
	layout, room := s.layout(q.TableQuery), copiedBytes
	q.Offset = max(q.Offset, 0)
	end := q.Offset + min(max(q.Limit, 0), 1<<31-1)
	if q.IDs != nil {
		q.Offset, end = 0, 1<<31-1
	}
	wanted := map[int]bool{}
	for _, id := range q.IDs {
		wanted[id] = true
	}
	for q.Offset < end && (q.IDs == nil || len(wanted) > 0) {
		if s.grid == nil && q.IDs != nil {
			q.Offset = slices.Min(slices.Collect(maps.Keys(wanted))) // of a pager they are places
		}
		q.Limit = min(end-q.Offset, chunkRows)
		g, ids, err := s.listed(ctx, q.TableQuery)
		if err != nil {
			return c, err
		}
		for _, id := range ids {
			if q.IDs != nil {
				number := id
				if s.grid == nil {
					number += q.Offset
				}
				if !wanted[number] {
					continue
				}
				delete(wanted, number)
			}
			row := g.picked(id, layout)
			for _, cell := range row {
				room -= len(cell) + 1
			}
			if len(c.Cells) == copiedRows || room < 0 {
				c.More = true
				return c, nil
			}
			c.Cells = append(c.Cells, row)
		}
		if len(ids) < q.Limit {
			break
		}
		q.Offset += q.Limit
	}
	return c, nil
}

// layout are the numbers of the columns that a query shows.
func (s *sheet) layout(q TableQuery) (layout []int) {
	for _, key := range q.Columns {
		if i := s.column(key); i >= 0 {
			layout = append(layout, i)
		}
	}
	if layout == nil {
		for i := range s.cols {
			layout = append(layout, i)
		}
	}
	return layout
}

// picked are the whole texts of some of a row's cells.
func (g *grid) picked(row int, layout []int) []string {
	cells := make([]string, len(layout))
	for i, col := range layout {
		cells[i] = string(g.appendText(nil, col, g.rows.cell(row, col)))
	}
	return cells
}

// at are the elements with these numbers.
func at(all []string, numbers []int) []string {
	some := make([]string, len(numbers))
	for i, n := range numbers {
		some[i] = all[n]
	}
	return some
}

// TableExporter is a [TableSource] or [TablePager] that writes files, in formats
// of its own besides CSV. As Kino.Table's export_data.
type TableExporter interface {
	// Formats are the names that users choose by: "JSON", "Parquet".
	Formats() []string
	// Export writes what a query finds, all of it: Offset and Limit are 0. The
	// context ends with the table.
	Export(ctx context.Context, q TableQuery, format string) (TableFile, error)
}

// TableFile is a file that a [TableExporter] wrote.
type TableFile struct {
	Name string // what it is called; "" means the table's name and the format
	Type string // its MIME type; "" means plain bytes
	Data []byte
}

// exportQuery asks for a file.
type exportQuery struct {
	TableQuery
	Format string `json:"format"`
}

func (s *sheet) formats() []string {
	if e, ok := s.data.(TableExporter); ok {
		return slices.Clone(e.Formats())
	}
	return []string{}
}

func (s *sheet) export(ctx context.Context, q exportQuery) (TableFile, error) {
	e, ok := s.data.(TableExporter)
	if !ok || !slices.Contains(e.Formats(), q.Format) {
		return TableFile{}, fmt.Errorf("the table has no format %q", q.Format)
	}
	q.Offset, q.Limit = 0, 0
	return e.Export(ctx, s.still(q.TableQuery), q.Format)
}
