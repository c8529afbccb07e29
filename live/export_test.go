package live_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// chart is a widget that is a list of numbers where no JavaScript runs.
type chart struct{}

func (chart) Init(ctx *live.Context[[]int], values []int) error { ctx.Assigns = values; return nil }

func (chart) HandleConnect(ctx *live.Context[[]int]) (any, error) { return ctx.Assigns, nil }

func (chart) HandleCast(ctx *live.Context[[]int], msg any) error {
	if d, slow := msg.(time.Duration); slow {
		time.Sleep(d)
		return nil
	}
	ctx.Assigns = append(ctx.Assigns, msg.(int))
	return nil
}

func (chart) HandleExport(ctx *live.Context[[]int]) (live.Export, error) {
	switch {
	case slices.Contains(ctx.Assigns, -1):
		return live.Export{}, errors.New("no numbers")
	case slices.Contains(ctx.Assigns, -2):
		panic("oh")
	case slices.Contains(ctx.Assigns, -3):
		return live.Export{Data: kernel.Data{"text/plain": strings.Repeat("x", live.MaxExport+1)}}, nil
	}
	return live.Export{Info: "json", Payload: map[string]any{"values": slices.Clone(ctx.Assigns), "kind": "bar"}}, nil
}

// TestExport: a widget's export is made from its state of now, when it is asked for.
func TestExport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, chart{}, []int{1})
		w.WantExport("json", map[string]any{"kind": "bar", "values": []int{1}})
		_ = w.Cast(2)
		w.WantExport("json", map[string]any{"kind": "bar", "values": []int{1, 2}})
		got, err := w.Forms(t.Context())
		if want := (kernel.Data{"text/markdown": "```json\n{\"kind\":\"bar\",\"values\":[1,2]}\n```\n"}); err != nil || !maps.Equal(got, want) {
			t.Errorf("its forms there are %v %v, want %v", got, err, want)
		}
		if got, err := w.Kernel().Export(t.Context(), w.Ref()); err != nil || got["text/markdown"] == nil {
			t.Errorf("the kernel has %v %v", got, err)
		}
		shown := w.Render()
		if len(shown) != 2 || shown[kernel.ViewType] == nil || shown["text/plain"] == "" {
			t.Errorf("it is shown as %v: its export is asked for by who needs it", shown)
		}
	})
}

// TestExportFails: a widget without an export of now says why, within a bound.
func TestExportFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			msg  any
			want string
		}{
			{-1, "the export of live_test.chart: no numbers"},
			{-2, "the export of live_test.chart: live: HandleExport of live_test.chart panicked"},
			{-3, "live: an export of 33554433 bytes, there can be 33554432"},
			{live.ExportTimeout * 2, "the export of live_test.chart: live: calling live_test.chart: context deadline exceeded"},
		} {
			w := livetest.Start(t, chart{}, []int(nil))
			_ = w.Cast(c.msg)
			start := time.Now()
			if got, err := w.Forms(t.Context()); err == nil || err.Error() != c.want {
				t.Errorf("after %v: %v, error %v, want %s", c.msg, got, err, c.want)
			}
			if took := time.Since(start); took > live.ExportTimeout {
				t.Errorf("after %v it took %v", c.msg, took)
			}
			if c.msg == -2 {
				w.WantReport("panic in HandleExport of live_test.chart: oh")
			}
		}
		w := livetest.Start(t, chart{}, []int(nil))
		_ = w.Close(t.Context())
		if _, err := w.Forms(t.Context()); !errors.Is(err, live.ErrClosed) {
			t.Errorf("its export after its end: %v", err)
		}
		if _, err := w.Kernel().Export(t.Context(), w.Ref()); err == nil {
			t.Error("the kernel knows the export of a widget that has ended")
		}
	})
}

// TestExportOfStatic: the export of a widget without callbacks is an option.
func TestExportOfStatic(t *testing.T) {
	h := newHost()
	opts := h.options()
	plain := live.Static("graph TD", opts)
	defer plain.Close(t.Context())
	if _, err := plain.Export(t.Context()); !errors.Is(err, live.ErrNoExport) {
		t.Errorf("without an export: %v", err)
	}
	if data, err := plain.Forms(t.Context()); data != nil || err != nil {
		t.Errorf("without an export its forms are %v %v", data, err)
	}
	opts.Export = &live.Export{Info: "mermaid", Payload: "graph TD\n", HTML: "<svg></svg>"}
	w := live.Static("graph TD", opts)
	opts.Export.Info = "changed later"
	defer w.Close(t.Context())
	got, err := w.Forms(t.Context())
	if want := (kernel.Data{"text/markdown": "```mermaid\ngraph TD\n```\n", "text/html": "<svg></svg>"}); err != nil || !maps.Equal(got, want) {
		t.Errorf("its forms are %v %v", got, err)
	}
}

// TestExportPerClient: where clients have servers of their own, so have they
// exports.
func TestExportPerClient(t *testing.T) {
	h := newHost()
	opts := h.options()
	opts.PerClient = true
	w := live.New(chart{}, []int{7}, opts)
	defer w.Close(t.Context())
	if e, err := w.Export(t.Context()); err != nil || e.Info != "json" {
		t.Errorf("the export of who comes now is %v %v", e, err)
	}
	if n := len(w.Servers()); n != 1 {
		t.Errorf("after the export there are %d servers, want the one that its grace keeps", n)
	}
	h.Deliver(kernel.Connect{Client: "a", Ref: w.Ref(), View: "v"})
	e, err := w.Server("a").Export(t.Context())
	if err != nil || e.Info != "json" {
		t.Errorf("a client's export is %v %v", e, err)
	}
}

func TestExportMarkdown(t *testing.T) {
	for _, c := range []struct {
		e         live.Export
		want, err string
	}{
		{e: live.Export{}, want: "```\nnull\n```\n"},
		{e: live.Export{Payload: ""}, want: "```\n\n```\n"},
		{e: live.Export{Info: "go", Payload: "a\nb"}, want: "```go\na\nb\n```\n"},
		{e: live.Export{Payload: "````\nx\n````"}, want: "`````\n````\nx\n````\n`````\n"},
		{e: live.Export{Payload: []string{"<a>", "```"}}, want: "````\n[\"<a>\",\"```\"]\n````\n"},
		{e: live.Export{Payload: map[string]int{"b": 1, "a": 2}}, want: "```\n{\"a\":2,\"b\":1}\n```\n"},
		{e: live.Export{Data: kernel.Data{"text/plain": "a"}}, want: "```\na\n```\n"},
		{e: live.Export{Data: kernel.Data{"text/plain": "a", "text/markdown": "*a*"}}, want: "*a*"},
		{e: live.Export{Info: "a`b"}, err: "info string"},
		{e: live.Export{Info: "a\nb"}, err: "info string"},
		{e: live.Export{Payload: func() {}}, err: "payload of an export"},
	} {
		got, err := c.e.Markdown()
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%v: %q %v, want %q %q", c.e, got, err, c.want, c.err)
		}
	}
}
