package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// MaxDepth bounds how deep arrays and maps may nest in bytes from outside. A
// decoder that recurses into a hostile value would otherwise exhaust the stack,
// which Go cannot recover from.
const MaxDepth = 100

// ErrShort says that a value was cut off.
var ErrShort = errors.New("wire: unexpected end of message")

// Reader walks over one or more concatenated MessagePack values.
//
// The first error sticks: every later call returns a zero value, so a caller
// reads all the fields of a message and asks [Reader.Err] once. What String,
// Bytes and Value return is copied out only by String; Bytes and Value alias
// the input.
type Reader struct {
	b   []byte
	err error
}

// NewReader reads b, which it keeps.
func NewReader(b []byte) *Reader { return &Reader{b: b} }

// Err is the first error met, nil while all is well.
func (r *Reader) Err() error { return r.err }

// More reports whether bytes are left and no error was met.
func (r *Reader) More() bool { return r.err == nil && len(r.b) > 0 }

// End makes bytes that are left over an error and returns [Reader.Err].
func (r *Reader) End() error {
	if r.err == nil && len(r.b) > 0 {
		r.err = fmt.Errorf("wire: %d bytes after the end of the message", len(r.b))
	}
	return r.err
}

func (r *Reader) fail(want string, code byte) {
	if r.err == nil {
		r.err = fmt.Errorf("wire: %s expected, found type 0x%02x", want, code)
	}
}

// take returns the next n bytes, nil after an error or when there are fewer.
func (r *Reader) take(n int) []byte {
	if r.err != nil {
		return nil
	}
	if n < 0 || n > len(r.b) {
		r.err = ErrShort
		return nil
	}
	p := r.b[:n:n]
	r.b = r.b[n:]
	return p
}

func (r *Reader) code() byte {
	p := r.take(1)
	if p == nil {
		return 0xc1 // never used by MessagePack
	}
	return p[0]
}

// uint reads n big-endian bytes.
func (r *Reader) uint(n int) uint64 {
	p := r.take(n)
	if p == nil {
		return 0
	}
	var buf [8]byte
	copy(buf[8-n:], p)
	return binary.BigEndian.Uint64(buf[:])
}

// Array reads the header of an array and returns the number of its elements.
func (r *Reader) Array() int {
	switch c := r.code(); {
	case c&0xf0 == 0x90:
		return int(c & 0x0f)
	case c == 0xdc:
		return int(r.uint(2))
	case c == 0xdd:
		return int(r.uint(4))
	default:
		r.fail("array", c)
		return 0
	}
}

// Uint reads an integer that is not negative.
func (r *Reader) Uint() uint64 {
	v := r.Int()
	if v < 0 && r.err == nil {
		r.err = fmt.Errorf("wire: %d where no negative number may be", v)
		return 0
	}
	return uint64(v)
}

// Int reads an integer; one over the range of int64 is an error.
func (r *Reader) Int() int64 {
	switch c := r.code(); {
	case c <= 0x7f:
		return int64(c)
	case c >= 0xe0:
		return int64(int8(c))
	case c == 0xcc:
		return int64(r.uint(1))
	case c == 0xcd:
		return int64(r.uint(2))
	case c == 0xce:
		return int64(r.uint(4))
	case c == 0xcf:
		v := r.uint(8)
		if v > 1<<63-1 {
			r.fail("integer below 2^63", c)
			return 0
		}
		return int64(v)
	case c == 0xd0:
		return int64(int8(r.uint(1)))
	case c == 0xd1:
		return int64(int16(r.uint(2)))
	case c == 0xd2:
		return int64(int32(r.uint(4)))
	case c == 0xd3:
		return int64(r.uint(8))
	default:
		r.fail("integer", c)
		return 0
	}
}

// Bool reads true or false.
func (r *Reader) Bool() bool {
	switch c := r.code(); c {
	case 0xc2:
		return false
	case 0xc3:
		return true
	default:
		r.fail("boolean", c)
		return false
	}
}

// String reads a string; nil counts as "".
func (r *Reader) String() string {
	switch c := r.code(); {
	case c&0xe0 == 0xa0:
		return string(r.take(int(c & 0x1f)))
	case c == 0xd9:
		return string(r.take(int(r.uint(1))))
	case c == 0xda:
		return string(r.take(int(r.uint(2))))
	case c == 0xdb:
		return string(r.take(int(r.uint(4))))
	case c == 0xc0:
		return ""
	default:
		r.fail("string", c)
		return ""
	}
}

// Bytes reads a binary value, aliasing the input; nil counts as empty.
func (r *Reader) Bytes() []byte {
	switch c := r.code(); c {
	case 0xc4:
		return r.take(int(r.uint(1)))
	case 0xc5:
		return r.take(int(r.uint(2)))
	case 0xc6:
		return r.take(int(r.uint(4)))
	case 0xc0:
		return nil
	default:
		r.fail("binary", c)
		return nil
	}
}

// Map reads the header of a map and returns the number of its pairs.
func (r *Reader) Map() int {
	switch c := r.code(); {
	case c&0xf0 == 0x80:
		return int(c & 0x0f)
	case c == 0xde:
		return int(r.uint(2))
	case c == 0xdf:
		return int(r.uint(4))
	default:
		r.fail("map", c)
		return 0
	}
}

// Value returns the next value as it is encoded, whatever it is, after checking
// that it is whole and nests no deeper than [MaxDepth]. It aliases the input.
func (r *Reader) Value() []byte {
	start := r.b
	r.skip(MaxDepth)
	if r.err != nil {
		return nil
	}
	n := len(start) - len(r.b)
	return start[:n:n]
}

// skip passes one value that nests no deeper than limit, without recursion:
// left[d] counts the values still to come at depth d.
func (r *Reader) skip(limit int) {
	var left [MaxDepth + 1]uint64
	depth := 0
	left[0] = 1
	for r.err == nil {
		for left[depth] == 0 {
			if depth == 0 {
				return
			}
			depth--
		}
		left[depth]--
		children := r.skipHead()
		if children == 0 {
			continue
		}
		if depth == limit {
			r.err = errDeep
			return
		}
		depth++
		left[depth] = children
	}
}

// skipHead passes a scalar, or the header of an array or map, and returns how
// many values the header announces.
func (r *Reader) skipHead() (children uint64) {
	c := r.code()
	switch {
	case c <= 0x7f, c >= 0xe0, c == 0xc0, c == 0xc2, c == 0xc3:
	case c&0xf0 == 0x80:
		return 2 * uint64(c&0x0f)
	case c&0xf0 == 0x90:
		return uint64(c & 0x0f)
	case c&0xe0 == 0xa0:
		r.take(int(c & 0x1f))
	case c == 0xc4, c == 0xd9:
		r.take(int(r.uint(1)))
	case c == 0xc5, c == 0xda:
		r.take(int(r.uint(2)))
	case c == 0xc6, c == 0xdb:
		r.take(int(r.uint(4)))
	case c == 0xc7:
		r.take(int(r.uint(1)) + 1)
	case c == 0xc8:
		r.take(int(r.uint(2)) + 1)
	case c == 0xc9:
		r.take(int(r.uint(4)) + 1)
	case c == 0xca, c == 0xce, c == 0xd2:
		r.take(4)
	case c == 0xcb, c == 0xcf, c == 0xd3:
		r.take(8)
	case c == 0xcc, c == 0xd0:
		r.take(1)
	case c == 0xcd, c == 0xd1:
		r.take(2)
	case c >= 0xd4 && c <= 0xd8:
		r.take(1 + 1<<(c-0xd4))
	case c == 0xdc:
		return r.uint(2)
	case c == 0xdd:
		return r.uint(4)
	case c == 0xde:
		return 2 * r.uint(2)
	case c == 0xdf:
		return 2 * r.uint(4)
	default:
		r.fail("value", c)
	}
	return 0
}
