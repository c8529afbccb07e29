package control

import (
	"errors"
	"fmt"
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

	// Min and Max bound the value. The one that is 0 is no bound where Max would be
	// below Min otherwise: Min 1 alone is "1 or more".
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
	low, high, wrong := span(o.Min, o.Max)
	s := numeric("number", label, low, high, o.Validate)
	s.wrong = errors.Join(wrong, upward(o.Step))
	s.props = props{
		"placeholder": o.Placeholder, "help": o.Help, "disabled": o.Disabled,
		"debounce": debounce(o.Debounce, 0), "step": step(o.Step),
	}
	if high > low {
		s.props["min"], s.props["max"] = shown(low), shown(high)
	}
	if o.Default != 0 || o.ShowZero {
		s.start = number(o.Default)
	}
	return s
}

// RangeOptions configure a [Range].
type RangeOptions[T Numeric] struct {
	Default  T // Min where it is out of bounds
	Min, Max T // a Max of 0 is 100, unless Min is below 0
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
	if o.Max == 0 && o.Min >= 0 {
		o.Max = 100
	}
	var wrong error
	if !(o.Min < o.Max) || shown(o.Min) == nil || shown(o.Max) == nil {
		wrong = fmt.Errorf("from %v to %v there is no slider", o.Min, o.Max)
	}
	wrong = errors.Join(wrong, upward(o.Step))
	if o.Step == 0 {
		o.Step = 1
	}
	if o.Default < o.Min || o.Default > o.Max {
		o.Default = o.Min
	}
	s := numeric("range", label, o.Min, o.Max, o.Validate)
	s.start, s.wrong = number(o.Default), wrong
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

// span are the bounds that an option's Min and Max mean; none if they are equal.
func span[T Numeric](low, high T) (T, T, error) {
	least, greatest := extremes[T]()
	switch {
	case low < high, low == 0 && high == 0:
		return low, high, nil
	case high == 0 && low > 0:
		return low, greatest, nil
	case low == 0 && high < 0:
		return least, high, nil
	}
	return low, low, fmt.Errorf("Max is %v, which is not above Min, %v", high, low)
}

// extremes are the least and the greatest value of a type.
func extremes[T Numeric]() (least, greatest T) {
	if isFloat[T]() {
		infinity := math.Inf(1)
		return T(-infinity), T(infinity)
	}
	greatest = 1
	for next := greatest*2 + 1; next > greatest; next = greatest*2 + 1 {
		greatest = next
	}
	return -greatest - 1, greatest
}

// upward is what is wrong with a step.
func upward[T Numeric](step T) error {
	if step >= 0 {
		return nil
	}
	return fmt.Errorf("Step is %v", step)
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
			switch v = T(n); {
			case math.IsNaN(n):
				return 0, complain("This is not a number.")
			case math.IsInf(float64(v), 0):
				return 0, complain("This number is too large.")
			}
			return v, nil
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
