package control_test

import (
	"testing"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/live"
)

// FuzzEvents: no event of a page makes a control panic.
func FuzzEvents(f *testing.F) {
	for _, v := range []any{nil, 1, -1, 1.5, "x", "2026-01-31", "12:30", "2026-01-31T12:30Z", "#ffffff", true, []int{1, 0}, map[string]any{"Name": "x", "Age": 200}, map[string]any{"field": "CV", "id": "1", "at": -1, "CV": "1"}, []string{"1"}} {
		b, err := wire.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		for _, event := range []string{"change", "submit", "keydown", "status", "uploaded", "content", "drop", "readers"} {
			f.Add(event, b)
		}
	}
	before := kernel.Default()
	defer kernel.SetDefault(before)
	var reports []kernel.Report
	var scope *kernel.Scope
	k := kernel.New(kernel.Options{Scope: func() *kernel.Scope { return scope }})
	scope = k.Open(1)
	kernel.SetDefault(k)
	k.Attach(func(m kernel.Message) {
		if r, ok := m.(kernel.Report); ok && r.Stack != "" {
			reports = append(reports, r)
		}
	})
	type person struct {
		Name string `options:"a,b"`
		Age  uint8
		Born time.Time
		Days []string `options:"a,b"`
		CV   *control.Upload
		Face *control.Picture
	}
	widgets := []*live.Widget{
		control.Button("b").Widget(), control.Keyboard(control.KeyDown | control.Status).Widget(),
		control.Textarea("t").Widget(), control.URL("u").Widget(), control.Color("c").Widget(),
		control.Number("n", control.NumberOptions[int8]{Max: 5}).Widget(), control.Number[uint64]("n").Widget(),
		control.Range[float32]("r").Widget(), control.Select("s", control.Choices(1, 2)).Widget(),
		control.MultiSelect("m", control.Choices(1, 2)).Widget(), control.Checkbox("c").Widget(),
		control.Date("d", control.DateOptions{Min: day, Max: noon}).Widget(), control.Time("t").Widget(), control.DateTime("d").Widget(),
		control.Files("f").Widget(), control.Image("i").Widget(), control.Audio("a").Widget(),
		control.FormOf(person{}, control.FormOptions[person]{ReportChanges: true}).Widget(),
	}
	f.Fuzz(func(t *testing.T, event string, payload []byte) {
		r := wire.NewReader(payload)
		if r.Value(); r.End() != nil {
			return // the hub lets only whole values through
		}
		for _, w := range widgets {
			k.Deliver(kernel.Event{Client: "c", Ref: w.Ref(), View: "v", Event: event, Payload: payload, Call: 1})
			if _, err := live.State[struct{}](t.Context(), w); err != nil {
				t.Fatal(err)
			}
		}
		if len(reports) > 0 {
			t.Fatalf("%s", reports[0].Message+"\n"+reports[0].Stack)
		}
	})
}
