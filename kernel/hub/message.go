package hub

import (
	"fmt"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
)

// Version is the version of the pages' language; docs/protocol.md describes it.
const Version = 3

// Tags of what a client says.
const (
	sayHello = iota
	sayConnect
	sayEvent
	sayDisconnect
	sayAck
)

// Tags of what a client hears.
const (
	hearWelcome = iota
	hearInit
	hearEvent
	hearGone
	hearFail
	hearAck
	hearReply
	hearAct
	hearModel
)

// hello is a client's first message.
type hello struct {
	client, secret string
	have           uint64 // sequenced messages it has received
}

func decodeHello(b []byte) (hello, error) {
	r := wire.NewReader(b)
	n, tag, version := r.Array(), r.Uint(), r.Uint()
	if r.Err() == nil && tag == sayHello && version != Version {
		return hello{}, fmt.Errorf("hub: the page speaks version %d, the server %d: reload the page", version, Version)
	}
	if r.Err() == nil && (n != 5 || tag != sayHello) {
		return hello{}, fmt.Errorf("hub: the first message must be a hello of 5 elements, not message %d of %d", tag, n)
	}
	hi := hello{client: r.String(), secret: r.String(), have: r.Uint()}
	if err := r.End(); err != nil {
		return hello{}, fmt.Errorf("hub: hello: %w", err)
	}
	return hi, nil
}

// said is one later message of a client.
type said struct {
	tag              uint64
	n                uint64 // the client's own number of it; of an ack, what it has
	ref, view, event string
	payload          []byte
	url              string // of a connect
	call             uint64 // of an event: the number of the reply it asks for
}

var saidFields = map[uint64]int{sayConnect: 5, sayEvent: 7, sayDisconnect: 4, sayAck: 2}

// readSaid reads the next of a batch of messages.
func readSaid(r *wire.Reader) (said, error) {
	n := r.Array()
	s := said{tag: r.Uint(), n: r.Uint()}
	if want, known := saidFields[s.tag]; r.Err() == nil && (!known || n != want) {
		return said{}, fmt.Errorf("hub: no message has tag %d and %d elements", s.tag, n)
	}
	if s.tag != sayAck {
		s.ref, s.view = r.String(), r.String()
	}
	switch s.tag {
	case sayConnect:
		s.url = r.String()
	case sayEvent:
		s.event, s.payload, s.call = r.String(), r.Value(), r.Uint()
	}
	if r.Err() != nil {
		return said{}, fmt.Errorf("hub: message %d: %w", s.tag, r.Err())
	}
	return s, nil
}

func encode(tag uint64, extra int, ss ...string) []byte {
	size := 8
	for _, s := range ss {
		size += len(s) + 3
	}
	b := wire.AppendUint(wire.AppendArray(make([]byte, 0, size), 1+len(ss)+extra), tag)
	for _, s := range ss {
		b = wire.AppendString(b, s)
	}
	return b
}

func encodeWelcome(client, secret string, resumed bool, handled uint64) []byte {
	b := wire.AppendUint(wire.AppendArray(nil, 6), hearWelcome)
	b = wire.AppendString(wire.AppendString(wire.AppendUint(b, Version), client), secret)
	return wire.AppendUint(wire.AppendBool(b, resumed), handled)
}

func encodeInit(m kernel.Init) []byte {
	return wire.AppendValue(wire.AppendValue(encode(hearInit, 2, m.Ref, m.View), m.Payload), m.Model)
}

func encodeModel(m kernel.Model) []byte {
	return wire.AppendValue(encode(hearModel, 1, m.Ref), m.Payload)
}

func encodeEvent(ref, event string, payload []byte) []byte {
	return wire.AppendValue(encode(hearEvent, 1, ref, event), payload)
}

func encodeReply(m kernel.Reply) []byte {
	b := wire.AppendUint(encode(hearReply, 3, m.Ref, m.View), m.Call)
	return wire.AppendString(wire.AppendValue(b, m.Payload), m.Error)
}

func encodeAct(m kernel.Act) []byte {
	return wire.AppendValue(encode(hearAct, 1, m.Ref, m.Action), m.Payload)
}

func encodeGone(ref, reason string) []byte { return encode(hearGone, 0, ref, reason) }

func encodeFail(ref, view, message string) []byte {
	return encode(hearFail, 0, ref, view, message)
}

func encodeAck(n uint64) []byte {
	return wire.AppendUint(wire.AppendUint(wire.AppendArray(nil, 2), hearAck), n)
}
