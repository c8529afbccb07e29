package kernel

import "github.com/gokino/gokino/kernel/wire"

// Files of clients do not travel in messages. A widget grants a client one file;
// the host takes its bytes by a way of its own and tells the widget how far they
// are.
type (
	// Grant lets a client send one file to a widget: who knows Token may send Size
	// bytes, no more, once. It comes before the client is told the token. The host
	// keeps the file until Revoke, or until the ref is Gone.
	Grant struct {
		Client, Ref string
		Entry       string // the widget's name for the file
		Token       string
		Size        uint64 // in bytes
		Idle        uint64 // how long a connection may bring nothing, in milliseconds; 0: as the host likes
	}

	// Revoke takes a grant back: what runs is stopped, the file is removed.
	Revoke struct{ Ref, Token string }

	// Uploaded tells a widget of a file it has granted: that more of it is there,
	// that all is there, or that it will not come. Those of one entry come in order,
	// and nothing follows the last two.
	Uploaded struct {
		Client, Ref, Entry string
		Received           uint64 // bytes so far
		Type               string // the MIME type that the first bytes look like; empty while it is not known
		Path               string // of the whole file, where the widget lives; empty until it is there
		Error              string // why it will not come, one of the names in docs/protocol.md; else empty
	}
)

func (m Grant) append(b []byte) []byte {
	b = appendStrings(b, tagGrant, 2, m.Client, m.Ref, m.Entry, m.Token)
	return wire.AppendUint(wire.AppendUint(b, m.Size), m.Idle)
}

func (m Revoke) append(b []byte) []byte {
	return appendStrings(b, tagRevoke, 0, m.Ref, m.Token)
}

func (m Uploaded) append(b []byte) []byte {
	b = wire.AppendUint(appendStrings(b, tagUploaded, 4, m.Client, m.Ref, m.Entry), m.Received)
	for _, s := range []string{m.Type, m.Path, m.Error} {
		b = wire.AppendString(b, s)
	}
	return b
}
