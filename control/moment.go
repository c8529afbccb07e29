package control

import (
	"fmt"
	"time"

	"github.com/gokino/gokino/live/option"
)

// DateOptions configure a [Date] or a [DateTime].
type DateOptions struct {
	Default  time.Time // the zero time leaves the field empty
	Min, Max time.Time // the zero time is no bound
	Help     string
	Disabled bool
	Validate func(time.Time) error
}

// Date makes an input of a day: midnight UTC. As Kino.Input.date.
func Date(label string, opts ...DateOptions) *Input[time.Time] {
	return newInput(timeSpec("date", label, time.DateOnly, option.Of(opts)))
}

// DateTime makes an input of a day and time to the minute, in UTC; the page shows
// it in the reader's own zone. As Kino.Input.utc_datetime.
func DateTime(label string, opts ...DateOptions) *Input[time.Time] {
	return newInput(timeSpec("datetime", label, minute, option.Of(opts)))
}

// minute is how days with a time travel.
const minute = "2006-01-02T15:04Z"

func timeSpec(kind, label, layout string, o DateOptions) spec[time.Time] {
	var wrong error
	if !o.Min.IsZero() && !o.Max.IsZero() && o.Max.Before(o.Min) {
		wrong = fmt.Errorf("Max is %v, which is before Min, %v", o.Max, o.Min)
	}
	raw := func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return t.UTC().Format(layout)
	}
	return spec[time.Time]{
		kind: kind, label: label, start: raw(o.Default), validate: o.Validate, wrong: wrong,
		props: props{"help": o.Help, "disabled": o.Disabled, "min": raw(o.Min), "max": raw(o.Max)},
		parse: func(in any) (time.Time, any, error) {
			text, ok := in.(string)
			if !ok {
				return time.Time{}, nil, errValue
			}
			if text == "" {
				return time.Time{}, nil, nil
			}
			t, err := time.Parse(layout, text)
			switch {
			case err != nil:
				return t, nil, complain("This is not a %s.", kind)
			case !o.Min.IsZero() && text < raw(o.Min).(string), !o.Max.IsZero() && text > raw(o.Max).(string):
				return t, nil, complain("This must be %s.", between(raw(o.Min), raw(o.Max)))
			}
			return t, raw(t), nil
		},
		raw: func(t time.Time) (any, error) { return raw(t), nil },
	}
}

func between(low, high any) string {
	switch {
	case low == nil:
		return fmt.Sprintf("%v or before", high)
	case high == nil:
		return fmt.Sprintf("%v or after", low)
	}
	return fmt.Sprintf("from %v to %v", low, high)
}

// TimeOptions configure a [Time].
type TimeOptions struct {
	Default  time.Duration // since midnight UTC; 0 leaves the field empty
	Min, Max time.Duration // a Max of 0 is the end of the day
	Help     string
	Disabled bool
	Validate func(time.Duration) error
}

// Time makes an input of a time of the day to the minute: how long after midnight
// UTC; the page shows it in the reader's own zone. As Kino.Input.utc_time.
func Time(label string, opts ...TimeOptions) *Input[time.Duration] {
	return newInput(clockSpec(label, option.Of(opts)))
}

func clockSpec(label string, o TimeOptions) spec[time.Duration] {
	const day = 24 * time.Hour
	if o.Max == 0 && o.Min > 0 {
		o.Max = day - time.Minute
	}
	var wrong error
	if o.Min < 0 || o.Max < o.Min || o.Max >= day || o.Default < 0 || o.Default >= day {
		wrong = fmt.Errorf("Default %v, Min %v or Max %v is no time of the day", o.Default, o.Min, o.Max)
	}
	s := spec[time.Duration]{
		kind: "time", label: label, validate: o.Validate, wrong: wrong,
		props: props{"help": o.Help, "disabled": o.Disabled},
		parse: func(in any) (time.Duration, any, error) {
			text, ok := in.(string)
			if !ok {
				return 0, nil, errValue
			}
			if text == "" {
				return 0, nil, nil
			}
			t, err := time.Parse("15:04", text)
			if err != nil {
				return 0, nil, complain("This is not a time.")
			}
			d := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
			if o.Max > o.Min && (d < o.Min || d > o.Max) {
				return 0, nil, complain("This must be from %s to %s UTC.", clockText(o.Min), clockText(o.Max))
			}
			return d, text, nil
		},
		raw: func(d time.Duration) (any, error) {
			if d < 0 || d >= 24*time.Hour {
				return nil, fmt.Errorf("%v is no time of the day", d)
			}
			return clockText(d), nil
		},
	}
	if o.Default != 0 {
		s.start = clockText(o.Default)
	}
	if o.Max > o.Min {
		s.props["min"], s.props["max"] = clockText(o.Min), clockText(o.Max)
	}
	return s
}

// clockText is d as hours and minutes.
func clockText(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", d/time.Hour, d%time.Hour/time.Minute)
}
