package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/runtime/protocol"
)

// Export is what a widget is where no JavaScript runs, as of now: its forms by MIME
// type, nil where it has none but those it is shown in. It waits until ctx is done;
// the widget itself has a second.
func (e *Engine) Export(ctx context.Context, ref string) (kernel.Data, error) {
	r := e.live()
	if r == nil {
		return nil, errors.New("the runtime is not running")
	}
	return r.export(ctx, ref)
}

// export asks what a widget is where no JavaScript runs.
func (c *child) export(ctx context.Context, ref string) (kernel.Data, error) {
	m, err := c.ask(ctx, func(id uint64) protocol.Message { return protocol.Export{ID: id, Ref: ref} })
	if err != nil {
		return nil, err
	}
	answer, ok := m.(protocol.Exported)
	if !ok {
		c.distrust(fmt.Errorf("%T is no answer to Export", m))
		return nil, errDied
	}
	if answer.Error != "" {
		return nil, errors.New(plain(answer.Error))
	}
	return kernel.DecodeData(answer.Data)
}
