package live

// Static starts a widget without a server half: its JavaScript gets data, the
// same for every view, encoded once. As Kino.JS. It panics as [New] does, also
// when data cannot be encoded.
func Static(data any, opts Options) *Widget {
	if opts.Name == "" {
		opts.Name = "static"
	}
	return New(static{}, data, opts)
}

type static struct{}

func (static) Init(ctx *Context[Payload], data any) (err error) {
	ctx.Assigns, err = NewPayload(data)
	return err
}

func (static) HandleConnect(ctx *Context[Payload]) (any, error) { return ctx.Assigns, nil }
