package live_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// This file has the tests of the tag live.

type (
	nameless struct {
		A int `live:""`
	}
	unexported struct {
		a int `live:"a"`
	}
	twice struct {
		A int `live:"a"`
		B int `live:"a"`
	}
	optional struct {
		A int `live:"a,omitempty"`
	}
	strange struct {
		A func() `live:"a"`
	}
	outer struct {
		inner
		B int `live:"b"`
		C int `live:"-"`
	}
	inner struct {
		A int `live:"a"`
	}
)

// shape is a widget with a state of any type.
type shape[S any] struct{}

func (shape[S]) Init(ctx *live.Context[S], state S) error { ctx.Assigns = state; return nil }

func (shape[S]) HandleConnect(*live.Context[S]) (any, error) { return nil, nil }

func (shape[S]) HandleEvent(ctx *live.Context[S], _ string, _ live.Payload) error {
	return ctx.Mirror("a")
}

func startError[S any](state S) string {
	h := newHost()
	w, err := live.Start(shape[S]{}, state, h.options())
	if err != nil {
		return err.Error()
	}
	_ = w.Close(context.Background())
	return ""
}

// TestMirrorTags holds which states are refused, and what is mirrored of those
// that are put together.
func TestMirrorTags(t *testing.T) {
	for _, test := range []struct{ err, want string }{
		{startError(nameless{}), `nameless.A has the tag live:"": it names no key`},
		{startError(unexported{a: 1}), `unexported.a has the tag live:"a": the field is not exported`},
		{startError(twice{}), `twice has two fields with the tag live:"a"`},
		{startError(optional{}), `there is no option "omitempty"`},
		{startError(strange{A: func() {}}), `the state's "a" cannot be sent`},
		{startError(1), ""},
		{startError(&twice{}), `twice has two fields`},
	} {
		if !strings.Contains(test.err, test.want) || test.want == "" && test.err != "" {
			t.Errorf("%q, want %q", test.err, test.want)
		}
	}
	wantModel(t, livetest.Start(t, shape[outer]{}, outer{inner: inner{1}, B: 2}).Connect(), map[string]any{"a": int64(1), "b": int64(2)})
	wantModel(t, livetest.Start(t, shape[*inner]{}, &inner{1}).Connect(), map[string]any{"a": int64(1)})
	w := livetest.Start(t, shape[*inner]{}, (*inner)(nil))
	a := w.Connect()
	wantModel(t, a, map[string]any{"a": nil})
	a.Save(map[string]any{"a": 1}).WantError("nil pointer")
	a.Push("mirror", nil)
	a.WantFail("Mirror is for a state of type Assigns")
}
