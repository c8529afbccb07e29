// Package page speaks the pages' side of the language between pages and the
// hub, for tests and benchmarks in Go.
package page

import (
	"fmt"

	"github.com/gokino/gokino/kernel/wire"
)

// Tags of what a page hears.
const (
	Welcome = iota
	Init
	Event
	Gone
	Fail
	Ack
	Reply
	Act
	Model
)

// Message is one message as a page hears it; Tag says which fields it has.
type Message struct {
	Tag            int
	Client, Secret string // Welcome
	Resumed        bool   // Welcome
	N              uint64 // Welcome, Ack; of Reply the call
	Ref            string
	View           string // Init, Fail, Reply
	Event          string // Event; of Act the action
	Text           string // Gone, Fail, Reply
	Payload        []byte // Init, Event, Reply, Act, Model
	Model          []byte // Init
}

// Counted reports whether the message counts for Hello's and Acknowledge's have.
func (m Message) Counted() bool { return m.Tag != Welcome && m.Tag != Ack }

// Int is the payload as a number, 0 if it is none.
func (m Message) Int() int {
	var n int
	_ = wire.Unmarshal(m.Payload, &n)
	return n
}

// Parse reads the messages that one socket message holds.
func Parse(b []byte) (ms []Message, err error) {
	r := wire.NewReader(b)
	for r.More() {
		r.Array()
		m := Message{Tag: int(r.Uint())}
		switch m.Tag {
		case Welcome:
			r.Uint()
			m.Client, m.Secret, m.Resumed, m.N = r.String(), r.String(), r.Bool(), r.Uint()
		case Init:
			m.Ref, m.View, m.Payload, m.Model = r.String(), r.String(), r.Value(), r.Value()
		case Event:
			m.Ref, m.Event, m.Payload = r.String(), r.String(), r.Value()
		case Gone:
			m.Ref, m.Text = r.String(), r.String()
		case Fail:
			m.Ref, m.View, m.Text = r.String(), r.String(), r.String()
		case Ack:
			m.N = r.Uint()
		case Reply:
			m.Ref, m.View, m.N, m.Payload, m.Text = r.String(), r.String(), r.Uint(), r.Value(), r.String()
		case Act:
			m.Ref, m.Event, m.Payload = r.String(), r.String(), r.Value()
		case Model:
			m.Ref, m.Payload = r.String(), r.Value()
		default:
			return ms, fmt.Errorf("page: unknown message %d", m.Tag)
		}
		ms = append(ms, m)
	}
	return ms, r.Err()
}

func say(parts ...any) []byte {
	b, err := wire.Append(nil, parts)
	if err != nil {
		panic(err) // the caller's payload
	}
	return b
}

// Hello is a page's first message.
func Hello(client, secret string, have int) []byte { return say(0, 3, client, secret, have) }

// Connect asks for the init data of a view; n counts the page's messages from 1.
func Connect(n int, ref, view string) []byte { return ConnectAt(n, ref, view, "") }

// ConnectAt is Connect of a view that is shown at a URL.
func ConnectAt(n int, ref, view, url string) []byte { return say(1, n, ref, view, url) }

// Push is an event of a view.
func Push(n int, ref, view, event string, payload any) []byte {
	return Ask(n, ref, view, event, payload, 0)
}

// Ask is Push that wants a Reply with the number call.
func Ask(n int, ref, view, event string, payload any, call int) []byte {
	return say(2, n, ref, view, event, payload, call)
}

// Disconnect ends a view.
func Disconnect(n int, ref, view string) []byte { return say(3, n, ref, view) }

// Acknowledge says how many counted messages the page has.
func Acknowledge(have int) []byte { return say(4, have) }
