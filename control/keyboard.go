package control

import (
	"errors"
	"fmt"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

// Keys are kinds of keyboard events.
type Keys uint8

// What a [Keyboard] can tell of.
const (
	KeyDown Keys = 1 << iota // a key is pressed; repetitions are left out
	KeyUp                    // a key is released
	Status                   // a client has turned its keyboard on or off
)

// String is the kind's name.
func (k Keys) String() string {
	switch k {
	case KeyDown:
		return "keydown"
	case KeyUp:
		return "keyup"
	case Status:
		return "status"
	}
	return "keys"
}

// Key is the event of a [Keyboard].
type Key struct {
	Kind    Keys   // KeyDown, KeyUp or Status
	Key     string // as KeyboardEvent.key: "a", "ArrowUp"; empty for Status
	Enabled bool   // for Status: whether the client's keyboard is on now
	Origin  string // the client
}

// Shortcuts say what becomes of the page's own keys while a keyboard is on.
type Shortcuts string

// What becomes of them, as default_handlers of Kino.Control.keyboard.
const (
	ShortcutsOff         Shortcuts = ""             // none works
	ShortcutsOn          Shortcuts = "on"           // all work
	ShortcutsDisableOnly Shortcuts = "disable_only" // only those that turn the keyboard off do
)

// KeyboardOptions configure a [Keyboard].
type KeyboardOptions struct {
	Shortcuts Shortcuts
	Help      string
	Disabled  bool
}

// Keyboard makes a switch that each client can turn on to send its keys: those
// kinds that are asked for, as Keyboard(KeyDown|KeyUp). It is turned off by
// itself when the keys are needed to write somewhere on the page. It panics when
// no kind is asked for, or Shortcuts is none of the constants. As Kino.Control.keyboard.
func Keyboard(kinds Keys, opts ...KeyboardOptions) *Control[Key] {
	if kinds == 0 || kinds > KeyDown|KeyUp|Status {
		panic("control: a keyboard tells of KeyDown, KeyUp, Status, or several of them")
	}
	o := option.Of(opts)
	if s := o.Shortcuts; s != ShortcutsOff && s != ShortcutsOn && s != ShortcutsDisableOnly {
		panic(fmt.Sprintf("control: a keyboard knows no shortcuts %q", s))
	}
	p := newPanel("keyboard", "Keyboard", props{
		"down": kinds&KeyDown != 0, "up": kinds&KeyUp != 0, "status": kinds&Status != 0,
		"shortcuts": string(o.Shortcuts), "help": o.Help, "disabled": o.Disabled,
	})
	return &Control[Key]{p.start(keys(kinds))}
}

type keys Keys

// maxKey bounds the name of a key.
const maxKey = 64

func (kinds keys) handle(ctx pageContext, event string, p live.Payload) error {
	k := Key{Origin: ctx.Origin()}
	switch event {
	case "keydown", "keyup":
		k.Kind = KeyDown
		if event == "keyup" {
			k.Kind = KeyUp
		}
		if err := p.Decode(&k.Key); err != nil {
			return err
		}
		if len(k.Key) > maxKey {
			return errors.New("a key has a shorter name")
		}
	case "status":
		k.Kind = Status
		if err := p.Decode(&k.Enabled); err != nil {
			return err
		}
	default:
		return unknown(event)
	}
	if Keys(kinds)&k.Kind != 0 {
		ctx.EmitEvent(k)
	}
	return nil
}
