package arrowtable_test

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/gokino/gokino/arrowtable"
	"github.com/gokino/gokino/widget"
)

func ExampleRecords() {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "city", Type: arrow.BinaryTypes.String},
		{Name: "people", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	}, nil)
	rows := `[{"city": "Oslo", "people": 724290}, {"city": "Reykjavík", "people": null}]`
	batch, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(rows))
	if err != nil {
		panic(err)
	}
	defer batch.Release()
	fmt.Println(widget.NewTable(arrowtable.Records(batch), widget.TableOptions{Name: "Cities"}))
	// Output:
	// Cities
	// city       people
	// ─────────  ──────
	// Oslo       724290
	// Reykjavík
}
