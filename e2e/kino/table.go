package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/gokino/gokino/live"
)

// table is Kino.Table, with the data of Kino.DataTable: page, order and limit are
// the widget's, so all pages show the same.
type table struct{}

type cells struct {
	rows      [][]string
	page      int
	limit     int
	order     *order
	relocates []relocate
}

type order struct {
	Key       string `json:"key"`
	Direction string `json:"direction"`
}

type relocate struct {
	From int `json:"from_index"`
	To   int `json:"to_index"`
}

// cities are 25 rows.
func cities() [][]string {
	var rows [][]string
	for i := range 25 {
		rows = append(rows, []string{strconv.Itoa(i + 1), fmt.Sprintf("city %c", 'Z'-i)})
	}
	return rows
}

func (table) Init(ctx *live.Context[cells], rows [][]string) error {
	ctx.Assigns = cells{rows: rows, page: 1, limit: 10, relocates: []relocate{}}
	return nil
}

func (table) HandleConnect(ctx *live.Context[cells]) (any, error) {
	return map[string]any{
		"name": "Cities", "features": []string{"pagination", "sorting", "relocate", "export"},
		"export": map[string]any{"formats": []string{"CSV"}}, "content": ctx.Assigns.content(),
	}, nil
}

func (table) HandleEvent(ctx *live.Context[cells], event string, p live.Payload) error {
	var asked struct {
		Page      int     `json:"page"`
		Limit     int     `json:"limit"`
		Key       *string `json:"key"`
		Direction string  `json:"direction"`
		From      int     `json:"from_index"`
		To        int     `json:"to_index"`
	}
	if err := p.Decode(&asked); err != nil {
		return err
	}
	t := &ctx.Assigns
	switch event {
	case "show_page":
		t.page = asked.Page
	case "limit":
		t.limit, t.page = asked.Limit, 1
	case "order_by":
		t.order, t.page = nil, 1
		if asked.Key != nil {
			t.order = &order{*asked.Key, asked.Direction}
		}
	case "relocate":
		t.relocates = append(t.relocates, relocate{asked.From, asked.To})
	case "download":
		info := map[string]string{"filename": "Cities", "type": "text/csv", "format": "csv"}
		ctx.SendEvent(ctx.Origin(), "download_content", live.Binary{Info: info, Data: []byte("id,name\n")})
		return nil
	default:
		return fmt.Errorf("unknown event %q", event)
	}
	ctx.BroadcastEvent("update_content", t.content())
	return nil
}

func (t cells) content() any {
	rows := slices.Clone(t.rows)
	if t.order != nil {
		column, _ := strconv.Atoi(t.order.Key)
		slices.SortStableFunc(rows, func(a, b []string) int {
			if t.order.Direction == "desc" {
				a, b = b, a
			}
			return cmp.Compare(a[column], b[column])
		})
	}
	from := (t.page - 1) * t.limit
	shown := rows[from:min(from+t.limit, len(rows))]
	return map[string]any{
		"data": shown, "data_orientation": "rows", "page": t.page, "page_length": len(shown),
		"columns": []map[string]string{
			{"key": "0", "label": "id", "type": "number"}, {"key": "1", "label": "name", "type": "text"},
		},
		"max_page": (len(rows) + t.limit - 1) / t.limit, "total_rows": len(rows),
		"order": t.order, "limit": t.limit, "relocates": t.relocates,
	}
}
