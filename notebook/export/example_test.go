package export_test

import (
	"context"
	"fmt"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/export"
)

// A value that was shown is what its live widget is by now.
func Example() {
	ask := func(_ context.Context, ref string) (kernel.Data, error) {
		return kernel.Data{"text/plain": "42 clicks"}, nil
	}
	shown := map[string]any{"text/plain": "live widget counter", kernel.ViewType: kernel.View{Ref: "R5"}}
	now := export.NewResolver(ask).Resolve(context.Background(), shown)
	fmt.Print(export.Markdown(export.Notebook{Cells: []export.Cell{
		{ID: 1, Kind: notebook.Code, Source: "counter", Outputs: []notebook.Output{{Kind: notebook.Value, Data: now}}},
	}}))
	// Output:
	// ```go
	// counter
	// ```
	//
	// ```output
	// 42 clicks
	// ```
}
