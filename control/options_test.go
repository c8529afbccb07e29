package control_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/control"
)

// TestOneBound: a bound that stands alone bounds one side.
func TestOneBound(t *testing.T) {
	takes := func(set func(float64) error, value float64, want bool) {
		t.Helper()
		if err := set(value); (err == nil) != want {
			t.Errorf("%v: %v", value, err)
		}
	}
	small, big := -1000.0, 1000.0
	least := control.Number("least", control.NumberOptions[float64]{Min: 9})
	takes(least.Set, 8, false)
	takes(least.Set, big, true)
	most := control.Number("most", control.NumberOptions[float64]{Max: -9})
	takes(most.Set, -8, false)
	takes(most.Set, small, true)

	level := control.Range("level", control.RangeOptions[float64]{Min: 9})
	takes(level.Set, 8, false)
	takes(level.Set, 100, true)
	takes(level.Set, 101, false)

	type counts struct {
		Least int `min:"9"`
		Most  int `max:"-9"`
		Level int `min:"-9" type:"range"`
	}
	f := control.FormOf(counts{Least: 9, Most: -9})
	for _, c := range []struct {
		data counts
		want bool
	}{
		{counts{9, -9, 0}, true},
		{counts{1000, -1000, 100}, true},
		{counts{8, -9, 0}, false},
		{counts{9, -8, 0}, false},
	} {
		if err := f.Set("", c.data); (err == nil) != c.want {
			t.Errorf("%+v: %v", c.data, err)
		}
	}

	wake := control.Time("wake", control.TimeOptions{Min: 7 * time.Hour})
	if err := wake.Set(6 * time.Hour); err == nil {
		t.Error("six is taken, before seven")
	}
	if err := wake.Set(23*time.Hour + 59*time.Minute); err != nil {
		t.Error(err)
	}
}

// TestOneBoundOfTypes: the side that is open is as wide as the type.
func TestOneBoundOfTypes(t *testing.T) {
	set := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	set(control.Number("int8", control.NumberOptions[int8]{Min: 1}).Set(math.MaxInt8))
	set(control.Number("int8", control.NumberOptions[int8]{Max: -1}).Set(math.MinInt8))
	set(control.Number("uint8", control.NumberOptions[uint8]{Min: 1}).Set(math.MaxUint8))
	set(control.Number("int64", control.NumberOptions[int64]{Min: 1}).Set(math.MaxInt64))
	set(control.Number("int64", control.NumberOptions[int64]{Max: -1}).Set(math.MinInt64))
	set(control.Number("uint64", control.NumberOptions[uint64]{Min: 1}).Set(math.MaxUint64))
	set(control.Number("float32", control.NumberOptions[float32]{Min: 1}).Set(math.MaxFloat32))
	set(control.Number("float64", control.NumberOptions[float64]{Max: -1}).Set(-math.MaxFloat64))
}

// TestOptionsThatMakeNoSense: they panic with the control's label and what is wrong.
func TestOptionsThatMakeNoSense(t *testing.T) {
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	for want, make := range map[string]func(){
		`number "x": Max is 5, which is not above Min, 9`: func() {
			control.Number("x", control.NumberOptions[int]{Min: 9, Max: 5})
		},
		`number "x": Max is NaN, which is not above Min, 1`: func() {
			control.Number("x", control.NumberOptions[float64]{Min: 1, Max: math.NaN()})
		},
		`number "x": Step is -3`: func() { control.Number("x", control.NumberOptions[int]{Step: -3}) },
		`the default of number "x": This is not a number.`: func() {
			control.Number("x", control.NumberOptions[float64]{Default: math.NaN()})
		},
		`range "x": Step is -3`: func() { control.Range("x", control.RangeOptions[int]{Step: -3}) },
		`range "x": from 9 to 5 there is no slider`: func() {
			control.Range("x", control.RangeOptions[int]{Min: 9, Max: 5})
		},
		`range "x": from -Inf to +Inf there is no slider`: func() {
			control.Range("x", control.RangeOptions[float64]{Min: math.Inf(-1), Max: math.Inf(1)})
		},
		`range "x": from 0 to 18446744073709551615 there is no slider`: func() {
			control.Range("x", control.RangeOptions[uint64]{Max: math.MaxUint64})
		},
		`the field C of struct { C int "min:\"9\" max:\"3\"" }: Max is 3, which is not above Min, 9`: func() {
			control.FormOf(struct {
				C int `min:"9" max:"3"`
			}{})
		},
		`date "x": Max is 2026-11-21 00:00:00 +0000 UTC, which is before Min`: func() {
			control.Date("x", control.DateOptions{Min: day.AddDate(0, 0, 1), Max: day})
		},
		`time "x": Default -1h0m0s`: func() { control.Time("x", control.TimeOptions{Default: -time.Hour}) },
		`time "x": Default 0s, Min 9h0m0s or Max 8h0m0s is no time of the day`: func() {
			control.Time("x", control.TimeOptions{Min: 9 * time.Hour, Max: 8 * time.Hour})
		},
		`select "x": Selected is 9, the choices are 0 to 1`: func() {
			control.Select("x", control.Choices("a", "b"), control.SelectOptions[string]{Selected: 9})
		},
		`multiselect "x": Selected is -1, the choices are 0 to 1`: func() {
			control.MultiSelect("x", control.Choices("a", "b"), control.MultiSelectOptions[string]{Selected: []int{0, -1}})
		},
		`a keyboard knows no shortcuts "all"`: func() {
			control.Keyboard(control.KeyDown, control.KeyboardOptions{Shortcuts: "all"})
		},
		`image "x": 100 × 0 is no size`: func() { control.Image("x", control.ImageOptions{Width: 100}) },
		`image "x": the fit "crop" needs Width and Height`: func() {
			control.Image("x", control.ImageOptions{Fit: control.Crop})
		},
		`audio "x": a rate of -1`: func() { control.Audio("x", control.AudioOptions{Rate: -1}) },
	} {
		if got := panicked(make); !strings.Contains(got, want) {
			t.Errorf("%s: panicked with %q", want, got)
		}
	}
}

// panicked is what f panics with, "" if it does not.
func panicked(f func()) (text string) {
	defer func() {
		if p := recover(); p != nil {
			text = fmt.Sprint(p)
		}
	}()
	f()
	return ""
}
