package control

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/gokino/gokino/live/option"
)

// FormOf makes a form with a field for each exported field of the struct T, which
// the data is: the compiler knows the types of all values. The fields begin with
// the values of initial; zero numbers and times begin empty.
//
// A string is a line of text, a number a number, a bool a checkbox, a time.Time a
// date, a time.Duration a time of the day; a string with options is a menu, a
// []string with options several choices. A pointer to one of these is nil where
// the field is empty. An *Upload is a file, an []*Upload several, a *Picture and a
// *Sound what they are called. Tags say more:
//
//	label:"First name"     // instead of the name in words
//	type:"password"        // or textarea, url, color; range; datetime; radio; "-" leaves it out
//	options:"free,pro"     // the choices
//	min:"0" max:"120" step:"1"
//	help:"…" placeholder:"…"
//	required:"true"        // not to be submitted empty
//	accept:".csv,image/*"  // of files: those that are taken
//	max:"3" maxsize:"20MB" // how many of them, and the most bytes each may have
//	width:"640" height:"480" fit:"crop" format:"jpeg" // of pictures, as ImageOptions
//	rate:"16000" format:"f32"                         // of sounds, as AudioOptions
//
// It panics when T is no struct, or a field or tag makes no sense.
func FormOf[T any](initial T, opts ...FormOptions[T]) *FormControl[T] {
	return newForm(structForm(reflect.ValueOf(&initial).Elem()), option.Of(opts))
}

// structForm makes a form that builds structs of initial's type.
func structForm(initial reflect.Value) *formHandler {
	t := initial.Type()
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("control: a form of %v, which is no struct", t))
	}
	h := &formHandler{}
	var into []int // the struct's field of each part
	h.raws = func(data any) (props, error) { return rawFields(t, reflect.ValueOf(data), h.parts, into) }
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || f.Tag.Get("type") == "-" {
			continue
		}
		part, err := partOf(f, initial.Field(i))
		if err != nil {
			panic(fmt.Sprintf("control: the field %s of %v: %v", f.Name, t, err))
		}
		h.parts, into = append(h.parts, part), append(into, i)
	}
	h.build = func(values Values) (any, error) {
		data := reflect.New(t).Elem()
		for n, part := range h.parts {
			if err := assign(data.Field(into[n]), values[part.name]); err != nil {
				return nil, FieldError{part.name, err.Error()}
			}
		}
		return data.Interface(), nil
	}
	return h
}

// rawFields are the raw values of a struct: what the fields of a form would begin
// with.
func rawFields(t reflect.Type, data reflect.Value, parts []formPart, into []int) (props, error) {
	raws := props{}
	for n, part := range parts {
		if part.sent != nil {
			continue
		}
		again, err := partOf(t.Field(into[n]), data.Field(into[n]))
		if err != nil {
			return nil, fmt.Errorf("the field %s: %w", part.name, err)
		}
		raws[part.name] = again.start
	}
	return raws, nil
}

// assign puts a value of a spec's type where a struct has a related one; nil
// leaves the zero value.
func assign(to reflect.Value, value any) error {
	if value == nil || value == "" {
		return nil
	}
	v := reflect.ValueOf(value)
	if v.Type().AssignableTo(to.Type()) {
		to.Set(v)
		return nil
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	over := to.CanInt() && to.OverflowInt(v.Convert(reflect.TypeFor[int64]()).Int()) ||
		to.CanUint() && to.OverflowUint(v.Convert(reflect.TypeFor[uint64]()).Uint())
	if over {
		return complain("This number is out of range.")
	}
	to.Set(v.Convert(to.Type()))
	return nil
}

// partOf is the part of a form that stands for a field of a struct.
func partOf(f reflect.StructField, v reflect.Value) (formPart, error) {
	t := tags{f.Tag}
	label := t.or("label", inWords(f.Name))
	part := formPart{name: f.Name}
	if r, has := f.Tag.Lookup("required"); has {
		var err error
		if part.required, err = strconv.ParseBool(r); err != nil {
			return part, fmt.Errorf("the tag required:%q is neither true nor false", r)
		}
	}
	if ours, err := t.files(label, v, &part.field); ours || err != nil {
		return part, err
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v = reflect.Zero(v.Type().Elem())
		} else {
			v = v.Elem()
		}
	}
	var err error
	part.field, err = t.field(label, v)
	return part, err
}

// tags are those of a struct's field.
type tags struct{ reflect.StructTag }

func (t tags) or(name, otherwise string) string {
	if s, has := t.Lookup(name); has {
		return s
	}
	return otherwise
}

// choices are those of the tag options.
func (t tags) choices() []Choice[string] {
	options, has := t.Lookup("options")
	if !has {
		return nil
	}
	return Choices(strings.Split(options, ",")...)
}

// field makes a field for a value by its type and the tags.
func (t tags) field(label string, v reflect.Value) (field, error) {
	kind := t.Get("type")
	switch x := v.Interface().(type) {
	case time.Time:
		return t.moment(kind, label, x)
	case time.Duration:
		return begin(clockSpec(label, TimeOptions{Help: t.Get("help"), Default: x}), kind, "time")
	}
	switch {
	case v.Kind() == reflect.String && t.choices() != nil:
		return t.choice(kind, label, v.String())
	case v.Kind() == reflect.String:
		return t.text(kind, label, v.String())
	case v.Kind() == reflect.Bool:
		return begin(checkboxSpec(label, CheckboxOptions{Default: v.Bool(), Help: t.Get("help")}), kind, "checkbox")
	case v.CanInt():
		return numeral(t, kind, label, v.Int(), math.MinInt64, math.MaxInt64, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
	case v.CanUint():
		return numeral(t, kind, label, v.Uint(), 0, math.MaxUint64, func(s string) (uint64, error) { return strconv.ParseUint(s, 10, 64) })
	case v.CanFloat():
		return numeral(t, kind, label, v.Float(), -math.MaxFloat64, math.MaxFloat64, func(s string) (float64, error) { return strconv.ParseFloat(s, 64) })
	case reflect.TypeFor[[]string]().ConvertibleTo(v.Type()) && v.Kind() == reflect.Slice && t.choices() != nil:
		return t.many(kind, label, v)
	}
	return field{}, fmt.Errorf("there is no input for a %v", v.Type())
}

// begin is the field of a spec, if the tag type names its kind or nothing.
func begin[T any](s spec[T], kind string, kinds ...string) (field, error) {
	for _, k := range append(kinds, "") {
		if kind == k {
			f := s.field()
			_, err := f.hold(f.start)
			return f, cmp.Or(s.wrong, err)
		}
	}
	return field{}, fmt.Errorf("the tag type:%q does not fit: %s would", kind, strings.Join(kinds, " or "))
}

func (t tags) text(kind, label, initial string) (field, error) {
	o := TextOptions{Default: initial, Placeholder: t.Get("placeholder"), Help: t.Get("help")}
	switch kind {
	case "url":
		return begin(urlSpec(label, o), kind, "url")
	case "color":
		return begin(colorSpec(label, o), kind, "color")
	}
	return begin(textSpec(t.or("type", "text"), label, o), kind, "text", "textarea", "password", "url", "color")
}

func (t tags) choice(kind, label, initial string) (field, error) {
	choices := t.choices()
	o := SelectOptions[string]{Help: t.Get("help")}
	if initial != "" {
		at, err := indexOf(choices, initial)
		if err != nil {
			return field{}, err
		}
		o.Selected = int(at.(int64))
	}
	return begin(selectSpec(t.or("type", "select"), label, choices, o), kind, "select", "radio")
}

func (t tags) many(kind, label string, v reflect.Value) (field, error) {
	choices := t.choices()
	o := MultiSelectOptions[string]{Help: t.Get("help")}
	for i := range v.Len() {
		at, err := indexOf(choices, v.Index(i).String())
		if err != nil {
			return field{}, err
		}
		o.Selected = append(o.Selected, int(at.(int64)))
	}
	return begin(multiSpec(label, choices, o), kind, "multiselect")
}

func (t tags) moment(kind, label string, initial time.Time) (field, error) {
	o := DateOptions{Default: initial, Help: t.Get("help")}
	layout := time.DateOnly
	if kind == "datetime" {
		layout = minute
	}
	for name, bound := range map[string]*time.Time{"min": &o.Min, "max": &o.Max} {
		if s, has := t.Lookup(name); has {
			at, err := time.Parse(layout, s)
			if err != nil {
				return field{}, fmt.Errorf("the tag %s:%q: %w", name, s, err)
			}
			*bound = at
		}
	}
	return begin(timeSpec(t.or("type", "date"), label, layout, o), kind, "date", "datetime")
}

// numeral makes a field of a number with the bounds of the tags; low and high are
// those of the type.
func numeral[N int64 | uint64 | float64](t tags, kind, label string, initial, low, high N, parse func(string) (N, error)) (field, error) {
	o := NumberOptions[N]{Default: initial, Placeholder: t.Get("placeholder"), Help: t.Get("help")}
	for name, to := range map[string]*N{"min": &o.Min, "max": &o.Max, "step": &o.Step} {
		if s, has := t.Lookup(name); has {
			n, err := parse(s)
			if err != nil {
				return field{}, fmt.Errorf("the tag %s:%q: %w", name, s, err)
			}
			*to = n
		}
	}
	_, hasMin := t.Lookup("min")
	_, hasMax := t.Lookup("max")
	switch {
	case kind == "range" && hasMin && !hasMax:
		o.Max = 100
	case kind == "range": // from 0, as it is
	case hasMin && !hasMax:
		o.Max = high
	case hasMax && !hasMin:
		o.Min = low
	}
	if kind == "range" {
		return begin(rangeSpec(label, RangeOptions[N]{Default: o.Default, Min: o.Min, Max: o.Max, Step: o.Step, Help: o.Help}), kind, "range")
	}
	return begin(numberSpec(label, o), kind, "number", "range")
}

// inWords is a name of Go as a person would write it: "FirstName" is "First
// name".
func inWords(name string) string {
	var b strings.Builder
	rs := []rune(name)
	for i, r := range rs {
		starts := i > 0 && unicode.IsUpper(r) && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1]))
		switch {
		case starts:
			b.WriteByte(' ')
			if i+1 < len(rs) && unicode.IsLower(rs[i+1]) {
				r = unicode.ToLower(r)
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}
