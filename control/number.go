package control

import (
	"math"
	"time"

	"github.com/gokino/gokino/live/option"
)

// Numeric are the types that numbers can have.
type Numeric interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// NumberOptions configure a [Number].
type NumberOptions[T Numeric] struct {
	// Default is what the field begins with. With 0 it is empty, unless ShowZero.
	Default  T
	ShowZero bool

	// Min and Max bound the value if Max is above Min.
	Min, Max T
	Step     T // of the arrows; 0 is 1, or any for a float

	Placeholder string
	Help        string
	Disabled    bool
	Debounce    time.Duration // as of [TextOptions]
	Validate    func(T) error
}

// Number makes an input of a number. As Kino.Input.number; what is out of bounds
// is refused with a message.
func Number[T Numeric](label string, opts ...NumberOptions[T]) *Input[T] {
	return newInput(numberSpec(label, option.Of(opts)))
}

func numberSpec[T Numeric](label string, o NumberOptions[T]) spec[T] {
	s := numeric("number", label, o.Min, o.Max, o.Validate)
	s.props = props{
		"placeholder": o.Placeholder, "help": o.Help, "disabled": o.Disabled,
		"debounce": debounce(o.Debounce, 0), "step": step(o.Step),
	}
	if o.Max > o.Min {
		s.props["min"], s.props["max"] = shown(o.Min), shown(o.Max)
	}
	if o.Default != 0 || o.ShowZero {
		s.start = number(o.Default)
	}
	return s
}

// RangeOptions configure a [Range].
type RangeOptions[T Numeric] struct {
	Default  T // Min where it is out of bounds
	Min, Max T // 0 to 100 unless Max is above Min
	Step     T // 0 is 1
	Help     string
	Disabled bool

	// Debounce is how long after the last move the value is sent; 0 is 250 ms.
	Debounce time.Duration
	Validate func(T) error
}

// Range makes a slider. As Kino.Input.range.
func Range[T Numeric](label string, opts ...RangeOptions[T]) *Input[T] {
	return newInput(rangeSpec(label, option.Of(opts)))
}

func rangeSpec[T Numeric](label string, o RangeOptions[T]) spec[T] {
	if o.Max <= o.Min {
		o.Min, o.Max = 0, 100
	}
	if o.Step == 0 {
		o.Step = 1
	}
	if o.Default < o.Min || o.Default > o.Max {
		o.Default = o.Min
	}
	s := numeric("range", label, o.Min, o.Max, o.Validate)
	s.start = number(o.Default)
	s.props = props{
		"help": o.Help, "disabled": o.Disabled, "debounce": debounce(o.Debounce, 250*time.Millisecond),
		"min": shown(o.Min), "max": shown(o.Max), "step": o.Step,
	}
	return s
}

// numeric is what numbers of all kinds have in common.
func numeric[T Numeric](kind, label string, low, high T, validate func(T) error) spec[T] {
	return spec[T]{
		kind: kind, label: label, validate: validate,
		parse: func(raw any) (T, any, error) {
			v, err := parseNumber[T](raw)
			if err == nil && high > low && (v < low || v > high) {
				err = bounded(low, high)
			}
			return v, number(v), err
		},
		raw: func(v T) (any, error) { return number(v), nil },
	}
}

// exact is how far a page knows integers; a bound beyond it is none.
const exact = 1 << 53

func shown[T Numeric](bound T) any {
	if math.Abs(float64(bound)) > exact {
		return nil
	}
	return bound
}

func bounded[T Numeric](low, high T) error {
	switch {
	case shown(high) == nil:
		return complain("This must be %v or more.", low)
	case shown(low) == nil:
		return complain("This must be %v or less.", high)
	}
	return complain("This must be from %v to %v.", low, high)
}

// number is v as it comes back from the wire.
func number[T Numeric](v T) any {
	switch {
	case isFloat[T]():
		return float64(v)
	case v < 0 || uint64(v) <= math.MaxInt64:
		return int64(v)
	}
	return uint64(v)
}

func isFloat[T Numeric]() bool { return T(1)/T(2) != 0 }

// step is how far the arrows go; any place between integers is right for a float.
func step[T Numeric](v T) any {
	switch {
	case v != 0:
		return v
	case isFloat[T]():
		return "any"
	}
	return nil
}

// parseNumber makes a T of a raw number that is one of its values.
func parseNumber[T Numeric](raw any) (v T, err error) {
	switch n := raw.(type) {
	case int64:
		if v = T(n); int64(v) == n && (v < 0) == (n < 0) || isFloat[T]() {
			return v, nil
		}
	case uint64:
		if v = T(n); uint64(v) == n && v >= 0 || isFloat[T]() {
			return v, nil
		}
	case float64:
		if isFloat[T]() {
			if v = T(n); !math.IsNaN(n) && !math.IsInf(float64(v), 0) {
				return v, nil
			}
			return 0, complain("This number is too large.")
		}
		if n != math.Trunc(n) {
			return 0, complain("This must be a whole number.")
		}
		if math.Abs(n) < 1<<63 {
			return parseNumber[T](int64(n))
		}
	default:
		return 0, errValue
	}
	return 0, complain("This number is out of range.")
}
