package live

import (
	"fmt"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/gokino/gokino/kernel/wire"
)

// Payload is what a client pushed, still encoded.
type Payload struct{ raw []byte }

// NewPayload encodes v as a client would.
func NewPayload(v any) (Payload, error) {
	raw, err := wire.Marshal(v)
	return Payload{raw}, err
}

// Decode decodes the payload into what v points to: numbers into numbers,
// objects into structs (fields named by their json tags) or map[string]any,
// binary into []byte, Kino's pair [info, ArrayBuffer] into [Binary].
func (p Payload) Decode(v any) error {
	if err := wire.Unmarshal(p.raw, v); err != nil {
		return fmt.Errorf("live: payload: %w", err)
	}
	return nil
}

// Value is the payload decoded as it comes: nil, bool, int64, float64, string,
// []byte, []any or map[string]any.
func (p Payload) Value() (any, error) {
	var v any
	err := p.Decode(&v)
	return v, err
}

// Raw is the payload as encoded (MessagePack); the caller must not change it.
func (p Payload) Raw() []byte { return p.raw }

// EncodeMsgpack writes the payload as it came: what one client pushed can be sent
// to others. The zero Payload is nil.
func (p Payload) EncodeMsgpack(e *msgpack.Encoder) error {
	if len(p.raw) == 0 {
		return e.EncodeNil()
	}
	return e.Encode(msgpack.RawMessage(p.raw))
}

// Binary is a payload of bytes with something said about them, as Kino's
// {:binary, info, binary}: JavaScript sees the array [info, ArrayBuffer], and
// pushes the same. The bytes travel as they are.
type Binary struct {
	Info any
	Data []byte
}

// EncodeMsgpack writes the pair.
func (b Binary) EncodeMsgpack(e *msgpack.Encoder) error {
	info, err := wire.Marshal(b.Info)
	if err != nil {
		return err
	}
	if err := e.EncodeArrayLen(2); err != nil {
		return err
	}
	if err := e.Encode(msgpack.RawMessage(info)); err != nil {
		return err
	}
	if b.Data == nil {
		b.Data = []byte{}
	}
	return e.EncodeBytes(b.Data)
}

// DecodeMsgpack reads the pair.
func (b *Binary) DecodeMsgpack(d *msgpack.Decoder) error {
	n, err := d.DecodeArrayLen()
	if err != nil {
		return err
	}
	if n != 2 {
		return fmt.Errorf("a pair [info, bytes] expected, found %d elements", n)
	}
	info, err := d.DecodeRaw()
	if err != nil {
		return err
	}
	b.Info = nil
	if err := wire.Unmarshal(info, &b.Info); err != nil {
		return err
	}
	b.Data, err = d.DecodeBytes()
	return err
}
