package widget

import (
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// HandleExport is the button as something to read: the file is made at a click.
func (download) HandleExport(ctx *downloadContext) (live.Export, error) {
	s := &ctx.Assigns
	return live.Export{Data: kernel.Data{
		"text/plain":      s.text(),
		kernel.FieldsType: map[string]any{"buttons": []any{s.Label}, "help": s.Filename + ", made when it is pressed"},
	}}, nil
}
