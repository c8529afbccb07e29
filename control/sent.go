package control

import (
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/gokino/gokino/live"
)

// upload is the name of an input's files on the wire.
const upload = "files"

// sent is how the value of a field comes that is made of files.
type sent struct {
	limits live.UploadOptions

	// take makes a raw value of the files that a client has sent under the name and
	// of what its page says of them; nil if there are none.
	take func(ctx pageContext, name string, said live.Payload) (raw any, err error)
}

// sentSpec is of fields whose values come as files; their raw values are Go's own,
// which no page can send. The default parse takes those of type T.
func sentSpec[T any](kind, label string, validate func(T) error, how sent) spec[T] {
	return spec[T]{
		kind: kind, label: label, validate: validate, sent: &how,
		parse: func(raw any) (v T, canonical any, err error) {
			v, ok := raw.(T)
			if !ok {
				return v, nil, errValue
			}
			return v, v, nil
		},
		raw: func(v T) (any, error) {
			if reflect.ValueOf(&v).Elem().IsZero() {
				return nil, nil
			}
			return nil, errors.New("files come from clients")
		},
	}
}

// takeFiles takes the files that a client has sent; nil if there are none.
func takeFiles(ctx pageContext, name string, _ live.Payload) (any, error) {
	all, err := consume(ctx, name)
	if len(all) == 0 {
		return nil, err
	}
	return all, err
}

// takeOne takes the one file that a client has sent; nil if there is none.
func takeOne(ctx pageContext, name string) (*Upload, error) {
	all, err := consume(ctx, name)
	if len(all) == 0 {
		return nil, err
	}
	return all[0], err
}

func consume(ctx pageContext, name string) ([]*Upload, error) {
	return live.Consume(ctx.(*live.Context[struct{}]), name, func(m live.UploadMeta, e *live.UploadEntry) (*Upload, error) {
		f, err := m.Open() // its name goes away, it stays
		if err != nil {
			return nil, err
		}
		return &Upload{Name: e.SafeName(), Size: e.Received, Type: e.Detected, file: f}, nil
	})
}

// piece is how many bytes of a file a page gets at a time.
const piece = 1 << 20

// content answers a page that plays a file with a part of it. A value of several
// files has none to play.
func content(ctx pageContext, h held, p live.Payload) error {
	var asked struct {
		At int64 `json:"at"`
	}
	if err := p.Decode(&asked); err != nil {
		return err
	}
	f, ok := h.raw.(interface{ NewReader() *io.SectionReader })
	if !ok || asked.At < 0 {
		return ctx.Reply(props{"error": "There is no such file any more."})
	}
	data := make([]byte, piece)
	n, err := f.NewReader().ReadAt(data, asked.At)
	if err != nil && err != io.EOF {
		return fmt.Errorf("reading a file for its page: %w", err)
	}
	return ctx.Reply(props{"data": data[:n]})
}
