package control

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// files makes a field for files, if v is of a type that is made of them.
func (t tags) files(label string, v reflect.Value, to *field) (ours bool, err error) {
	var f field
	switch v.Interface().(type) {
	case *Upload:
		f, err = t.file(label)
	case []*Upload:
		f, err = t.several(label)
	case *Picture:
		f, err = t.picture(label)
	case *Sound:
		f, err = t.sound(label)
	default:
		return false, nil
	}
	switch {
	case err != nil:
		return true, err
	case !v.IsZero():
		return true, errors.New("files come from clients, not with the initial value")
	case t.Get("type") != "":
		return true, fmt.Errorf("the tag type:%q does not fit a %v", t.Get("type"), v.Type())
	}
	*to = f
	return true, nil
}

func (t tags) file(label string) (field, error) {
	size, err := t.size()
	o := FileOptions[*Upload]{Accept: t.accept(), MaxSize: size, Help: t.Get("help")}
	return oneFileSpec(label, o).field(), err
}

func (t tags) several(label string) (field, error) {
	size, err := t.size()
	most, err2 := t.count("max")
	o := FileOptions[[]*Upload]{Accept: t.accept(), Max: most, MaxSize: size, Help: t.Get("help")}
	return filesSpec(label, o).field(), errors.Join(err, err2)
}

func (t tags) picture(label string) (field, error) {
	size, err := t.size()
	width, err2 := t.count("width")
	height, err3 := t.count("height")
	s := imageSpec(label, ImageOptions{
		Format: ImageFormat(t.Get("format")), Fit: Fit(t.Get("fit")), Width: width, Height: height, MaxSize: size, Help: t.Get("help"),
	})
	return s.field(), errors.Join(err, err2, err3, s.wrong)
}

func (t tags) sound(label string) (field, error) {
	size, err := t.size()
	rate, err2 := t.count("rate")
	s := audioSpec(label, AudioOptions{Format: AudioFormat(t.Get("format")), Rate: rate, MaxSize: size, Help: t.Get("help")})
	return s.field(), errors.Join(err, err2, s.wrong)
}

func (t tags) accept() []string {
	list, has := t.Lookup("accept")
	if !has {
		return nil
	}
	all := strings.Split(list, ",")
	for i, one := range all {
		all[i] = strings.TrimSpace(one)
	}
	return all
}

// count is a tag that is a number above 0, 0 if it is not there.
func (t tags) count(name string) (int, error) {
	s, has := t.Lookup(name)
	if !has {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("the tag %s:%q is no number above 0", name, s)
	}
	return n, nil
}

// units are those of a size, the longer names first.
var units = []struct {
	name  string
	bytes float64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"", 1}}

// size is the tag maxsize in bytes, 0 if it is not there.
func (t tags) size() (int64, error) {
	s, has := t.Lookup("maxsize")
	if !has {
		return 0, nil
	}
	for _, u := range units {
		if number, fits := strings.CutSuffix(s, u.name); fits {
			n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			if n *= u.bytes; err == nil && n >= 1 && n < math.MaxInt64 {
				return int64(n), nil
			}
			break
		}
	}
	return 0, fmt.Errorf(`the tag maxsize:%q is no size like "20MB"`, s)
}
