package kernel

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gokino/gokino/kernel/wire"
)

// Message is one thing said on the line between the kernel that hosts widgets
// and the hub that knows the clients. The concrete types below are all there
// are; [Encode] and [Decode] give their form on a link. A message is a value:
// whoever holds one must not change the bytes it refers to.
type Message interface {
	// append writes the message as one array, tag first.
	append(b []byte) []byte
}

// The tags of messages on a link. Tags from 64 up belong to the link's owners
// (the runtime process speaks of cells there).
const (
	tagConnect = iota + 1
	tagEvent
	tagDisconnect
	tagUploaded
	tagPresence
)

const (
	tagInit = iota + 16
	tagBroadcast
	tagSend
	tagFail
	tagGone
	tagAssets
	tagOutput
	tagReport
	tagReply
	tagAct
	tagService
	tagModel
	tagGrant
	tagRevoke
	tagStale
)

// FirstForeignTag is the first tag that never belongs to a kernel message.
const FirstForeignTag = 64

// From the clients to a widget. Client is the sender, what a callback sees as
// its origin; View is the sender's name for one place where it shows the widget.
type (
	// Connect asks for the init data of a new view. URL is the path and query that
	// the view is shown at, empty where it has none of its own.
	Connect struct{ Client, Ref, View, URL string }

	// Event carries what a view's JavaScript pushed. Payload is one encoded value.
	// Call, if it is not 0, asks for a Reply with this number.
	Event struct {
		Client, Ref, View, Event string
		Payload                  []byte
		Call                     uint64
	}

	// Disconnect says that the view is no more.
	Disconnect struct{ Client, Ref, View string }
)

// From a widget to its clients, or to the host itself.
type (
	// Init answers a Connect. From here on in the line the client belongs to the
	// ref's audience, so it sees this first and every later Broadcast and Model
	// once. Model is the mirrored state as it is now, a map; nil where none is.
	Init struct {
		Client, Ref, View string
		Payload, Model    []byte
	}

	// Broadcast goes to every client of the ref's audience.
	Broadcast struct {
		Ref, Event string
		Payload    []byte
	}

	// Send goes to one client of the audience; to nobody if it is not in it.
	Send struct {
		Client, Ref, Event string
		Payload            []byte
	}

	// Reply answers an Event: with a value, or, if Error is not empty, with that.
	Reply struct {
		Client, Ref, View string
		Call              uint64
		Payload           []byte
		Error             string
	}

	// Act asks a client's page to do something around its views of the ref; to
	// nobody if it shows none. docs/protocol.md lists the actions.
	Act struct {
		Client, Ref, Action string
		Payload             []byte
	}

	// Model brings what has changed of a widget's mirrored state, a map of the new
	// values, to one client or, if Client is empty, to the whole audience.
	Model struct {
		Client, Ref string
		Payload     []byte
	}

	// Fail tells a client that its Connect, or a callback it caused, failed.
	// View is empty where all the client's views of the ref are meant.
	Fail struct{ Client, Ref, View, Message string }

	// Gone says that the ref is no more: to one client that asked for it, or, if
	// Client is empty, to the whole audience, which it ends.
	Gone struct{ Client, Ref, Reason string }

	// Assets brings the files of a widget's browser half, once per hash and
	// before anything that names the hash.
	Assets struct {
		Hash  string
		Files map[string][]byte
	}

	// Service says that HTTP is served at Addr, a Unix socket of this machine, for
	// whoever knows Token; no longer, if Addr is empty.
	Service struct{ Token, Addr string }

	// Stale says that what the evaluation of Scope has read of an input is another
	// now.
	Stale struct{ Scope uint64 }

	// Output is a value to show in the cell that Scope belongs to.
	Output struct {
		Scope uint64
		Data  Data
	}

	// Report tells of an error or panic outside a running cell (in a callback, in
	// a listener), for the cell that Scope belongs to. Stack is empty for errors.
	Report struct {
		Scope          uint64
		Message, Stack string
	}
)

// FieldsType is the MIME type of controls where nobody can use them, a map: "label"
// and "help" (strings), "fields" (a list of {"kind", "label", "value", "help",
// "error"}, all strings, the value empty where there is none) and "buttons" (a list
// of labels). What is empty may be left out.
const FieldsType = "application/vnd.gokino.fields"

// View is what a page needs to show a live widget. A built-in widget has a name
// instead of assets.
type View struct {
	Ref     string `json:"ref"`
	Hash    string `json:"hash"`              // of its assets
	Entry   string `json:"entry"`             // the module among them that exports init
	Builtin string `json:"builtin,omitempty"` // one of gokino's own, by its name in the page
}

// Encode gives m's form on a link.
func Encode(m Message) []byte { return m.append(nil) }

func appendStrings(b []byte, tag uint64, extra int, ss ...string) []byte {
	b = wire.AppendArray(b, 1+len(ss)+extra)
	b = wire.AppendUint(b, tag)
	for _, s := range ss {
		b = wire.AppendString(b, s)
	}
	return b
}

func (m Connect) append(b []byte) []byte {
	return appendStrings(b, tagConnect, 0, m.Client, m.Ref, m.View, m.URL)
}

func (m Event) append(b []byte) []byte {
	b = wire.AppendValue(appendStrings(b, tagEvent, 2, m.Client, m.Ref, m.View, m.Event), m.Payload)
	return wire.AppendUint(b, m.Call)
}

func (m Disconnect) append(b []byte) []byte {
	return appendStrings(b, tagDisconnect, 0, m.Client, m.Ref, m.View)
}

func (m Init) append(b []byte) []byte {
	b = wire.AppendValue(appendStrings(b, tagInit, 2, m.Client, m.Ref, m.View), m.Payload)
	return wire.AppendValue(b, m.Model)
}

func (m Broadcast) append(b []byte) []byte {
	return wire.AppendValue(appendStrings(b, tagBroadcast, 1, m.Ref, m.Event), m.Payload)
}

func (m Send) append(b []byte) []byte {
	return wire.AppendValue(appendStrings(b, tagSend, 1, m.Client, m.Ref, m.Event), m.Payload)
}

func (m Reply) append(b []byte) []byte {
	b = wire.AppendUint(appendStrings(b, tagReply, 3, m.Client, m.Ref, m.View), m.Call)
	return wire.AppendString(wire.AppendValue(b, m.Payload), m.Error)
}

func (m Act) append(b []byte) []byte {
	return wire.AppendValue(appendStrings(b, tagAct, 1, m.Client, m.Ref, m.Action), m.Payload)
}

func (m Model) append(b []byte) []byte {
	return wire.AppendValue(appendStrings(b, tagModel, 1, m.Client, m.Ref), m.Payload)
}

func (m Fail) append(b []byte) []byte {
	return appendStrings(b, tagFail, 0, m.Client, m.Ref, m.View, m.Message)
}

func (m Gone) append(b []byte) []byte {
	return appendStrings(b, tagGone, 0, m.Client, m.Ref, m.Reason)
}

func (m Assets) append(b []byte) []byte {
	b = appendStrings(b, tagAssets, 1, m.Hash)
	b = wire.AppendMap(b, len(m.Files))
	for _, name := range slices.Sorted(maps.Keys(m.Files)) {
		b = wire.AppendBytes(wire.AppendString(b, name), m.Files[name])
	}
	return b
}

func (m Service) append(b []byte) []byte {
	return appendStrings(b, tagService, 0, m.Token, m.Addr)
}

func (m Stale) append(b []byte) []byte {
	return wire.AppendUint(appendStrings(b, tagStale, 1), m.Scope)
}

func (m Output) append(b []byte) []byte {
	b = wire.AppendUint(wire.AppendUint(wire.AppendArray(b, 3), tagOutput), m.Scope)
	out, err := wire.Append(b, map[string]any(m.Data))
	if err != nil { // a form of the value that cannot travel: say so in its place
		out, _ = wire.Append(b, map[string]any{"text/plain": err.Error()})
	}
	return out
}

func (m Report) append(b []byte) []byte {
	b = wire.AppendUint(wire.AppendUint(wire.AppendArray(b, 4), tagReport), m.Scope)
	return wire.AppendString(wire.AppendString(b, m.Message), m.Stack)
}

// Tag is the tag of an encoded message, so that a link's two languages can be
// told apart; ok is false when frame does not begin as a message does.
func Tag(frame []byte) (tag int, ok bool) {
	r := wire.NewReader(frame)
	n := r.Array()
	tag = int(r.Uint())
	return tag, r.Err() == nil && n > 0
}

// fields is how many elements follow the tag.
var fields = map[int]int{
	tagConnect: 4, tagEvent: 6, tagDisconnect: 3,
	tagInit: 5, tagBroadcast: 3, tagSend: 4, tagFail: 4, tagGone: 3, tagAssets: 2, tagOutput: 2, tagReport: 3,
	tagReply: 6, tagAct: 4, tagService: 2, tagModel: 3, tagGrant: 6, tagRevoke: 2, tagStale: 1, tagUploaded: 7, tagPresence: 2,
}

// Decode reads one message. Payloads and files alias frame.
func Decode(frame []byte) (Message, error) {
	r := wire.NewReader(frame)
	n, tag := r.Array(), int(r.Uint())
	if want, known := fields[tag]; r.Err() == nil && (!known || n != want+1) {
		return nil, fmt.Errorf("kernel: no message has tag %d and %d elements", tag, n)
	}
	m := decodeFields(r, tag)
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("kernel: message %d: %w", tag, err)
	}
	return m, nil
}

func decodeFields(r *wire.Reader, tag int) Message {
	switch tag {
	case tagConnect:
		return Connect{r.String(), r.String(), r.String(), r.String()}
	case tagEvent:
		return Event{r.String(), r.String(), r.String(), r.String(), r.Value(), r.Uint()}
	case tagDisconnect:
		return Disconnect{r.String(), r.String(), r.String()}
	case tagInit:
		return Init{r.String(), r.String(), r.String(), r.Value(), r.Value()}
	case tagBroadcast:
		return Broadcast{r.String(), r.String(), r.Value()}
	case tagSend:
		return Send{r.String(), r.String(), r.String(), r.Value()}
	case tagFail:
		return Fail{r.String(), r.String(), r.String(), r.String()}
	case tagGone:
		return Gone{r.String(), r.String(), r.String()}
	case tagAssets:
		return Assets{r.String(), decodeFiles(r)}
	case tagOutput:
		return Output{r.Uint(), decodeData(r)}
	case tagReply:
		return Reply{r.String(), r.String(), r.String(), r.Uint(), r.Value(), r.String()}
	case tagAct:
		return Act{r.String(), r.String(), r.String(), r.Value()}
	case tagService:
		return Service{r.String(), r.String()}
	case tagModel:
		return Model{r.String(), r.String(), r.Value()}
	case tagGrant:
		return Grant{r.String(), r.String(), r.String(), r.String(), r.Uint(), r.Uint()}
	case tagRevoke:
		return Revoke{r.String(), r.String()}
	case tagUploaded:
		return Uploaded{r.String(), r.String(), r.String(), r.Uint(), r.String(), r.String(), r.String()}
	case tagPresence:
		return Presence{r.String(), r.Bool()}
	case tagStale:
		return Stale{r.Uint()}
	case tagReport:
		return Report{r.Uint(), r.String(), r.String()}
	}
	return nil
}

func decodeFiles(r *wire.Reader) map[string][]byte {
	files := map[string][]byte{}
	for n := r.Map(); n > 0 && r.Err() == nil; n-- {
		name := r.String()
		files[name] = r.Bytes()
	}
	return files
}

// DecodeData reads encoded forms by MIME type, nil where there are none.
func DecodeData(b []byte) (Data, error) {
	r := wire.NewReader(b)
	if len(b) == 1 && b[0] == 0xc0 {
		return nil, nil
	}
	data := decodeData(r)
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("kernel: forms of a value: %w", err)
	}
	return data, nil
}

func decodeData(r *wire.Reader) Data {
	data := Data{}
	for n := r.Map(); n > 0 && r.Err() == nil; n-- {
		mime := r.String()
		value := r.Value()
		if mime == ViewType {
			var v View
			if wire.Unmarshal(value, &v) == nil {
				data[mime] = v
			}
			continue
		}
		var v any
		if wire.Unmarshal(value, &v) == nil {
			data[mime] = v
		}
	}
	return data
}
