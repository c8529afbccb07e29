package hub

// outbox holds what a client has not acknowledged: first what was sent, then
// what was not. Messages are shared between outboxes and never changed. It has
// no lock; its client's guards it.
type outbox struct {
	greeting []byte   // goes first on a new connection, is not counted
	log      [][]byte // from message number base on
	base     uint64   // how many messages were acknowledged
	sent     int      // how many of log were sent on this connection
	bytes    int      // of log
	lost     bool     // it was full: messages are missing, nothing more is kept
}

// maxBatch bounds the bytes of one socket message, so that a page can show the
// first of a long backlog while the rest is under way.
const maxBatch = 1 << 20

// push appends a message; false if that is over the bounds, after which the
// outbox is empty and lost. A single message may exceed maxBytes.
func (o *outbox) push(msg []byte, maxMessages, maxBytes int) bool {
	if len(o.log) >= maxMessages || len(o.log) > 0 && o.bytes+len(msg) > maxBytes {
		*o = outbox{lost: true}
		return false
	}
	o.log = append(o.log, msg)
	o.bytes += len(msg)
	return true
}

// pending reports whether something has still to be sent.
func (o *outbox) pending() bool { return o.greeting != nil || o.sent < len(o.log) }

// take returns what goes out next, nil if all was sent.
func (o *outbox) take() (parts [][]byte) {
	size := 0
	if o.greeting != nil {
		parts = append(parts, o.greeting)
		o.greeting = nil
	}
	for o.sent < len(o.log) && (size == 0 || size+len(o.log[o.sent]) <= maxBatch) {
		parts = append(parts, o.log[o.sent])
		size += len(o.log[o.sent])
		o.sent++
	}
	return parts
}

// ack drops the messages before number have; false if there never were so many.
func (o *outbox) ack(have uint64) bool {
	if have <= o.base {
		return true // an old ack
	}
	n := have - o.base
	if n > uint64(o.sent) {
		return o.lost
	}
	for _, m := range o.log[:n] {
		o.bytes -= len(m)
	}
	rest := copy(o.log, o.log[n:])
	clear(o.log[rest:]) // let go of the messages
	o.log = o.log[:rest]
	o.base, o.sent = have, o.sent-int(n)
	return true
}

// rewind makes message number have the next to send; false if the outbox does
// not hold it.
func (o *outbox) rewind(have uint64) bool {
	if have < o.base || have > o.base+uint64(len(o.log)) {
		return false
	}
	o.sent = int(have - o.base)
	return true
}
