package export_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/export"
)

type forms = map[string]any

func viewOf(ref string) forms {
	return forms{"text/plain": "live widget " + ref, kernel.ViewType: kernel.View{Ref: ref}}
}

func gridOf(values ...forms) forms {
	var items []any
	for _, v := range values {
		items = append(items, forms{"data": v})
	}
	return forms{"application/vnd.gokino.layout": forms{"kind": "grid", "items": items, "columns": []any{1}}}
}

// TestResolve: widgets are asked, and what they show is asked in turn, each once.
func TestResolve(t *testing.T) {
	asked := map[string]int{}
	r := export.NewResolver(func(_ context.Context, ref string) (kernel.Data, error) {
		asked[ref]++
		switch ref {
		case "frame":
			data := kernel.Data(gridOf(viewOf("inner"), forms{"text/plain": "text"}, viewOf("inner")))
			data["text/plain"] = "as it was"
			return data, nil
		case "screen": // shows another in its own place, as it was decoded
			return kernel.Data{kernel.ViewType: map[string]any{"ref": "frame"}, "text/plain": "old"}, nil
		case "inner":
			return kernel.Data{"text/plain": "now"}, nil
		}
		return nil, nil
	})
	shown := viewOf("screen")
	tabs := forms{"application/vnd.gokino.layout": forms{"kind": "tabs", "items": []any{
		forms{"label": "One", "data": viewOf("frame")}, forms{"label": "Two", "data": viewOf("bare")},
	}}}
	for _, c := range []struct {
		data forms
		want string
	}{
		{shown, "now\ntext\nnow"},
		{tabs, "One:\n  now\n  text\n  now\nTwo:\n  live widget bare"},
		{forms{"text/plain": "as it is"}, "as it is"},
	} {
		if got := export.Text(r.Resolve(t.Context(), c.data)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if want := map[string]int{"frame": 1, "screen": 1, "inner": 1, "bare": 1}; !reflect.DeepEqual(asked, want) {
		t.Errorf("asked %v", asked)
	}
	if !reflect.DeepEqual(shown, viewOf("screen")) {
		t.Errorf("the value given was changed: %v", shown)
	}
	if r.Problems() != nil {
		t.Errorf("problems: %q", r.Problems())
	}
	r.Stop()
	if got := export.Text(r.Resolve(t.Context(), viewOf("other"))); got != "live widget other" || asked["other"] != 0 {
		t.Errorf("after Stop: %q, asked %d times", got, asked["other"])
	}
}

// TestResolveCycle: a widget that shows itself, or very much, is no trap.
func TestResolveCycle(t *testing.T) {
	r := export.NewResolver(func(_ context.Context, ref string) (kernel.Data, error) {
		if ref == "a" {
			return kernel.Data(gridOf(viewOf("b"))), nil
		}
		if ref == "b" {
			return kernel.Data(gridOf(viewOf("a"))), nil
		}
		return kernel.Data(gridOf(viewOf(ref+"x"), viewOf(ref+"x"))), nil // without an end
	})
	if got := export.Text(r.Resolve(t.Context(), viewOf("a"))); got != "(is shown around this already)" {
		t.Errorf("%q", got)
	}
	done := export.HTML(page(r.Resolve(t.Context(), viewOf("x"))))
	if len(done) > 2*export.MaxPage {
		t.Errorf("a page of %d bytes", len(done))
	}
}

// TestResolveBounds: widgets that do not answer are waited for, but not for ever.
func TestResolveBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := export.NewResolver(func(ctx context.Context, ref string) (kernel.Data, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		start := time.Now()
		for i := range 1000 {
			if got := export.Text(r.Resolve(t.Context(), viewOf(fmt.Sprint(i)))); got != fmt.Sprint("live widget ", i) {
				t.Fatal(got)
			}
		}
		if took := time.Since(start); took > export.Enough+2*export.Patience || took < export.Enough {
			t.Errorf("1000 widgets that hang took %v", took)
		}
		if p := r.Problems(); len(p) == 0 || !strings.Contains(p[0], "as it was") {
			t.Errorf("%q", p)
		}
	})
}
