package protocol

import (
	"fmt"

	"github.com/gokino/gokino/kernel/wire"
)

// fields is how many elements follow a tag, 0 where there is no such message.
func fields(tag int) int {
	switch tag {
	case tagInterrupt:
		return 1
	case tagResolve, tagClose, tagResolved, tagLoaded, tagText, tagAsync, tagNote, tagClosed, tagExport:
		return 2
	case tagReady, tagDone, tagExported:
		return 3
	case tagRun:
		return 4
	case tagLoad:
		return 6
	}
	return 0
}

// decoder is a reader that also remembers a tuple of the wrong length.
type decoder struct {
	*wire.Reader
	err error
}

// Decode reads one message. Binary fields alias frame.
func Decode(frame []byte) (Message, error) {
	d := &decoder{Reader: wire.NewReader(frame)}
	n, tag := d.Array(), int(d.Uint())
	if d.Err() == nil && (fields(tag) == 0 || n != fields(tag)+1) {
		return nil, fmt.Errorf("protocol: no message has tag %d and %d elements", tag, n)
	}
	m := d.message(tag)
	if err := d.End(); err != nil {
		return nil, fmt.Errorf("protocol: message %d: %w", tag, err)
	}
	if d.err != nil {
		return nil, fmt.Errorf("protocol: message %d: %w", tag, d.err)
	}
	return m, nil
}

func (d *decoder) message(tag int) Message {
	switch tag {
	case tagResolve:
		return Resolve{d.Uint(), d.strings()}
	case tagLoad:
		return Load{d.Uint(), d.Uint(), d.String(), d.String(), d.String(), d.Bool()}
	case tagRun:
		return Run{d.Uint(), int(d.Int()), d.String(), d.String()}
	case tagInterrupt:
		return Interrupt{d.Uint()}
	case tagClose:
		return Close{d.Uint(), int(d.Int())}
	case tagReady:
		return Ready{int(d.Int()), d.String(), d.String()}
	case tagResolved:
		return Resolved{d.Uint(), d.symbols()}
	case tagLoaded:
		return Loaded{d.Uint(), d.String()}
	case tagText:
		return Text{d.Uint(), d.parts()}
	case tagDone:
		return Done{d.Uint(), d.String(), d.failure()}
	case tagAsync:
		return Async{d.Uint(), d.failure()}
	case tagNote:
		return Note{d.Uint(), d.String()}
	case tagClosed:
		return Closed{d.Uint(), d.strings()}
	case tagExport:
		return Export{d.Uint(), d.String()}
	case tagExported:
		return Exported{d.Uint(), d.Value(), d.String()}
	}
	return nil
}

// strings believes what an array's header announces only element by element, as
// they arrive; so do the lists below.
func (d *decoder) strings() (all []string) {
	for n := d.Array(); n > 0 && d.Err() == nil; n-- {
		all = append(all, d.String())
	}
	return all
}

func (d *decoder) symbols() (all []Symbol) {
	for n := d.Array(); n > 0 && d.Err() == nil; n-- {
		d.tuple(4)
		all = append(all, Symbol{d.Bool(), d.Bool(), d.Bytes(), d.Bytes()})
	}
	return all
}

func (d *decoder) parts() (all []Part) {
	for n := d.Array(); n > 0 && d.Err() == nil; n-- {
		d.tuple(2)
		all = append(all, Part{uint8(d.Uint()), d.Bytes()})
	}
	return all
}

func (d *decoder) failure() Failure {
	d.tuple(3)
	return Failure{d.String(), int(d.Int()), d.String()}
}

// tuple reads the header of an array that must have n elements.
func (d *decoder) tuple(n int) {
	if got := d.Array(); got != n && d.err == nil {
		d.err = fmt.Errorf("an array of %d elements where %d belong", got, n)
	}
}
