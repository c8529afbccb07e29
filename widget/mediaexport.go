package widget

import (
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// maxMediaExport is how many bytes of sound or film are exported; of what is larger
// there is the text.
const maxMediaExport = 8 << 20

// HandleExport is the file itself, by its type.
func (media) HandleExport(ctx *live.Context[mediaState]) (live.Export, error) {
	var i mediaInit
	if err := ctx.Assigns.init.Decode(&i); err != nil {
		return live.Export{}, err
	}
	data := kernel.Data{"text/plain": ctx.Assigns.text}
	if len(i.Data) <= maxMediaExport {
		kind := i.Type
		if kind == "application/ogg" {
			kind = i.Kind + "/ogg"
		}
		data[kind] = i.Data
		data[FigureType] = map[string]any{"alt": i.Label}
	}
	return live.Export{Data: data}, nil
}
