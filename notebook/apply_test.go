package notebook_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
)

// bench is a state under test with what was told of it.
type bench struct {
	t *testing.T
	s notebook.State
}

func openDoc(t *testing.T, codes ...string) *bench {
	var b strings.Builder
	for _, code := range codes {
		fmt.Fprintf(&b, "```go\n%s\n```\n\n", code)
	}
	return &bench{t, notebook.NewState(notebook.Parse([]byte(b.String())), notebook.About{})}
}

// do applies ops and gives what the last one told.
func (b *bench) do(ops ...notebook.Op) []notebook.Change {
	b.t.Helper()
	var told []notebook.Change
	for _, op := range ops {
		next, changes, err := notebook.Apply(b.s, op)
		if err != nil {
			b.t.Fatalf("%#v: %v", op, err)
		}
		b.s, told = next, changes
	}
	return told
}

// run runs a cell that ends well, with what it defines and uses.
func (b *bench) run(id int, defines, uses string) {
	b.t.Helper()
	b.do(notebook.Run{ID: id}, notebook.Start{At: 5}, notebook.Finish{Result: notebook.Result{
		Status: notebook.StatusOK, Names: notebook.Names{
			Defines: strings.Fields(defines), Vars: strings.Fields(defines), Uses: strings.Fields(uses), Needs: strings.Fields(uses),
		},
	}, MS: 7})
}

// want compares the run states of the code cells; stale ones have a star.
func (b *bench) want(want string) {
	b.t.Helper()
	var list []string
	for _, c := range b.s.Document().Cells {
		v := c.View()
		state := string(v.State)
		if v.Stale {
			state += "*"
		}
		list = append(list, state)
	}
	if got := strings.Join(list, " "); got != want {
		b.t.Errorf("states: %s, want %s", got, want)
	}
}

func events(changes []notebook.Change) string {
	var list []string
	for _, c := range changes {
		list = append(list, c.Event())
	}
	return strings.Join(list, " ")
}

func TestStates(t *testing.T) {
	b := openDoc(t, "a", "b", "c")
	b.do(notebook.RunAll{})
	b.want("queued queued queued")
	if got := events(b.do(notebook.Start{At: 5})); got != "clear cell runtime" {
		t.Error(got)
	}
	b.want("running queued queued")
	if b.s.Next() != nil || b.s.Runtime().Busy != 1 {
		t.Error("two at a time")
	}
	b.do(notebook.Finish{Result: notebook.Result{Status: notebook.StatusOK}, MS: 3}, notebook.Start{})
	b.do(notebook.Finish{Result: notebook.Result{Status: notebook.StatusAbandoned}})
	b.want("ok interrupted skipped")
	if notes := b.s.Cell(2).View().Notes; len(notes) != 1 {
		t.Error(notes)
	}
	b.do(notebook.RunStale{})
	b.want("ok interrupted queued")
	b.do(notebook.Unqueue{})
	b.want("ok interrupted skipped")
}

func TestFailureSkipsBelow(t *testing.T) {
	b := openDoc(t, "a", "b", "c")
	b.do(notebook.Run{ID: 2}, notebook.Start{}, notebook.Run{ID: 3}, notebook.Run{ID: 1})
	b.do(notebook.Finish{Result: notebook.Result{Status: notebook.StatusError}})
	b.want("queued error skipped")
	if e := b.s.Cell(2).View().Error; e == nil || e.Message == "" {
		t.Error("no reason")
	}
}

// TestContinue: a cell that stopped itself goes on with those that were skipped for it
// and those that have used it before, in an order that fits.
func TestContinue(t *testing.T) {
	b := openDoc(t, "uses x late", "asks for a name", "uses x", "other", "uses x too")
	b.do(notebook.Run{ID: 2}, notebook.Start{}, notebook.Finish{Result: notebook.Result{
		Status: notebook.StatusOK, Names: notebook.Names{Defines: []string{"x"}, Vars: []string{"x"}},
	}})
	b.run(1, "", "x")
	b.do(notebook.Run{ID: 2}, notebook.Run{ID: 3}, notebook.Run{ID: 5}, notebook.Start{})
	told := b.do(notebook.Finish{Result: notebook.Result{
		Status: notebook.StatusStopped, Error: &notebook.CellError{Message: "a name first", Stop: "normal"},
	}})
	b.want("ok stopped skipped idle skipped")
	if got := events(told); got != "cell graph cell cell runtime" && got != "cell cell cell runtime" {
		t.Error(got)
	}
	if e := b.s.Cell(2).View().Error; e == nil || e.Stop != "normal" {
		t.Errorf("%+v", e)
	}
	b.do(notebook.Continue{ID: 2})
	b.want("queued queued queued idle queued")
	if next := b.s.Next(); next == nil || next.ID != 2 {
		t.Error("another cell is next:", next)
	}
	for _, op := range []notebook.Op{notebook.Continue{ID: 2}, notebook.Continue{ID: 4}, notebook.Continue{ID: 9}} {
		if _, _, err := notebook.Apply(b.s, op); err == nil {
			t.Errorf("%#v is not refused", op)
		}
	}
}

// TestStoppedRunsByItself: in a reactive notebook a cell that stopped itself runs again
// when an input that it has read is another.
func TestStoppedRunsByItself(t *testing.T) {
	b := openDoc(t, "asks for a name")
	stop := notebook.Finish{Result: notebook.Result{Status: notebook.StatusStopped, Error: &notebook.CellError{Message: "a name", Stop: "normal"}}}
	b.do(notebook.SetReactive{On: true}, notebook.Run{ID: 1}, notebook.Start{}, stop, notebook.Outdate{Cell: 1, Eval: 1})
	b.want("queued*")
}

func TestStaleByEdit(t *testing.T) {
	b := openDoc(t, "a")
	b.do(replace(b.s.Cell(1), "b"))
	b.want("idle")
	b.run(1, "", "")
	b.want("ok")
	b.do(replace(b.s.Cell(1), "c"))
	b.want("ok*")
	b.do(replace(b.s.Cell(1), "b"))
	b.want("ok")
	b.do(notebook.Run{ID: 1}, notebook.Start{}, replace(b.s.Cell(1), "d"))
	b.do(notebook.Finish{Result: notebook.Result{Status: notebook.StatusOK}})
	b.want("ok*")
}

func TestStaleByNames(t *testing.T) {
	type step struct {
		id            int
		defines, uses string
		want          string
	}
	tests := []struct {
		name  string
		steps []step
	}{
		{"user of a redefined name", []step{
			{1, "x", "", "ok idle idle"}, {2, "", "x", "ok ok idle"}, {1, "x", "", "ok ok* idle"}, {2, "", "x", "ok ok idle"},
		}},
		{"users of its users", []step{
			{1, "x", "", "ok idle idle"}, {2, "y", "x", "ok ok idle"}, {3, "", "y", "ok ok ok"}, {1, "x", "", "ok ok* ok*"},
			{2, "y", "x", "ok ok ok*"},
		}},
		{"a later cell defines it again", []step{
			{1, "x", "", "ok idle idle"}, {2, "", "x", "ok ok idle"}, {3, "x", "", "ok ok ok"},
			{1, "x", "", "ok ok* ok"},
		}},
		{"a nearer cell defines it", []step{
			{1, "x", "", "ok idle idle"}, {3, "", "x", "ok idle ok"}, {2, "x", "", "ok ok ok*"},
		}},
		{"used out of order", []step{
			{3, "x", "", "idle idle ok"}, {1, "", "x", "ok idle ok"}, {3, "x", "", "ok* idle ok"},
		}},
		{"other names", []step{
			{1, "x z", "", "ok idle idle"}, {2, "", "x", "ok ok idle"}, {1, "z", "", "ok ok idle"},
		}},
		{"own names", []step{{1, "x", "", "ok idle idle"}, {1, "x", "x", "ok idle idle"}, {1, "x", "x", "ok idle idle"}}},
		{"each uses the other's", []step{
			{1, "x", "", "ok idle idle"}, {2, "y", "x", "ok ok idle"}, {1, "x", "y", "ok ok* idle"}, {2, "y", "x", "ok* ok idle"},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := openDoc(t, "a", "b", "c")
			for i, s := range tt.steps {
				b.run(s.id, s.defines, s.uses)
				t.Log("step", i)
				b.want(s.want)
			}
		})
	}
}

func TestRuntimeLost(t *testing.T) {
	b := openDoc(t, "a", "b", "c")
	b.run(1, "x", "")
	b.do(notebook.AddOutput{Cell: 1, Eval: 7, Output: notebook.Output{Kind: notebook.Stdout, Text: "kept"}})
	b.do(notebook.Run{ID: 2}, notebook.Start{}, notebook.Run{ID: 3}, notebook.RuntimeLost{Message: "killed"})
	b.want("ok* running* skipped")
	b.do(notebook.Finish{Result: notebook.Result{Status: notebook.StatusDied}})
	b.want("ok* error* skipped")
	if r := b.s.Runtime(); r.State != notebook.RuntimeEnded || r.Message != "killed" {
		t.Errorf("%+v", r)
	}
	b.do(notebook.RuntimeRenewed{})
	b.want("idle* idle* skipped")
	if n := len(b.s.Cell(1).View().Outputs); n != 1 {
		t.Errorf("%d outputs", n)
	}
	b.do(notebook.RunStale{})
	b.want("queued* queued* queued")
	b.do(notebook.Start{}, notebook.AddOutput{Cell: 1, Eval: 1, Output: notebook.Output{Kind: notebook.Stdout, Text: "new"}})
	if o := b.s.Cell(1).View().Outputs; len(o) != 1 || o[0].Text != "new" {
		t.Errorf("the first evaluation of the new runtime put out %+v", o)
	}
}

func TestOutputs(t *testing.T) {
	b := openDoc(t, "a")
	out := func(kind, text string) {
		b.do(notebook.AddOutput{Cell: 1, Output: notebook.Output{Kind: kind, Text: text}})
	}
	b.run(1, "", "")
	out(notebook.Stdout, "a")
	before := b.s
	out(notebook.Stdout, "b")
	out(notebook.Stderr, "c")
	out(notebook.Stdout, "\xff")
	out(notebook.Note, "n")
	out(notebook.Note, "n")
	if got := len(before.Cell(1).View().Outputs); got != 1 || before.Cell(1).View().Outputs[0].Text != "a" {
		t.Error("an earlier state changed")
	}
	var got []string
	for _, o := range b.s.Cell(1).View().Outputs {
		got = append(got, o.Kind+":"+o.Text)
	}
	if fmt.Sprint(got) != "[stdout:ab stderr:c stdout:\ufffd note:n note:n]" {
		t.Errorf("%q", got)
	}
	told := b.do(notebook.AddOutput{Cell: 7, Output: notebook.Output{Kind: notebook.Stdout}})
	if len(told) != 0 {
		t.Error("an output of a cell that is no more is told of")
	}
}

func TestOutputBounds(t *testing.T) {
	b := openDoc(t, "a")
	b.run(1, "", "")
	for range 3 {
		b.do(notebook.AddOutput{Cell: 1, Output: notebook.Output{Kind: notebook.Stdout, Text: strings.Repeat("é", notebook.MaxText/4) + "."}})
	}
	o := b.s.Cell(1).View().Outputs[0]
	if len(o.Text)+o.Cut != 3*(notebook.MaxText/2+1) || len(o.Text) > notebook.MaxText || !strings.HasSuffix(o.Text, "é.") {
		t.Errorf("%d bytes, %d cut", len(o.Text), o.Cut)
	}
	if !strings.HasPrefix(o.Text, "é") {
		t.Errorf("begins inside a character: %q", o.Text[:4])
	}
	for i := range notebook.MaxOutputs + 10 {
		b.do(notebook.AddOutput{Cell: 1, Output: notebook.Output{Kind: notebook.Note, Text: fmt.Sprint(i)}})
	}
	v := b.s.Cell(1).View()
	if len(v.Outputs) != notebook.MaxOutputs || v.Dropped != 11 || v.Outputs[0].Text != "10" {
		t.Errorf("%d outputs, %d dropped, first %q", len(v.Outputs), v.Dropped, v.Outputs[0].Text)
	}
	image := map[string]any{"text/plain": "", "image/png": make([]byte, notebook.MaxOutputBytes/2+1)}
	b.do(notebook.AddOutput{Cell: 1, Output: notebook.Output{Kind: notebook.Value, Data: image}})
	told := b.do(notebook.AddOutput{Cell: 1, Output: notebook.Output{Kind: notebook.Value, Data: image}})
	v = b.s.Cell(1).View()
	if len(v.Outputs) != 1 || told[0].(notebook.OutputAdded).Dropped != v.Dropped {
		t.Errorf("%d outputs of too many bytes", len(v.Outputs))
	}
	b.do(notebook.Delete{ID: 1}, notebook.Undelete{})
	if v := b.s.Cell(1).View(); len(v.Outputs) != 0 {
		t.Error("a deleted cell keeps 16 MB")
	}
	b.do(notebook.Run{ID: 1}, notebook.Start{})
	if v := b.s.Cell(1).View(); len(v.Outputs) != 0 || v.Dropped != 0 {
		t.Errorf("%d outputs after a start", len(v.Outputs))
	}
}

func TestAppendCut(t *testing.T) {
	outputs := []notebook.Output{{Kind: notebook.Stdout, Text: "ab", Cut: 1}}
	got, _ := notebook.Append(outputs, notebook.Output{Kind: notebook.Stdout, Text: "cd", Cut: 10})
	if len(got) != 1 || got[0].Text != "cd" || got[0].Cut != 13 || outputs[0].Text != "ab" {
		t.Errorf("%+v", got)
	}
}

func TestEdit(t *testing.T) {
	b := openDoc(t, "a")
	b.do(notebook.Insert{Index: 1, Kind: notebook.Text, Source: "x\r\ny"})
	text := b.s.Document().Cells[1]
	if text.Source != "x\ny" {
		t.Errorf("%q", text.Source)
	}
	told := b.do(replace(text, "# T"))
	e := told[0].(notebook.Edited)
	if e.HTML == nil || *e.HTML != "<h1>T</h1>\n" || e.Version != 1 {
		t.Errorf("%+v", e)
	}
	_, _, err := notebook.Apply(b.s, replace(text, "late"))
	var version *notebook.VersionError
	if !errors.As(err, &version) || *version != (notebook.VersionError{ID: text.ID, Version: 1}) {
		t.Error(err)
	}
	two := notebook.Edit{ID: 1, Updates: []notebook.Update{{Changes: []any{1, []any{0, "b"}}}, {Changes: []any{9}}}}
	if s, _, err := notebook.Apply(b.s, two); !errors.Is(err, notebook.ErrChanges) || s.Cell(1).Source != "a" || s.Cell(1).Version != 0 {
		t.Error("half an edit:", err)
	}
}

func TestModIsStale(t *testing.T) {
	b := openDoc(t, "a")
	mod := func(want bool) {
		t.Helper()
		if got := b.s.Document().Cells[0].View().Stale; got != want {
			t.Errorf("stale: %v", got)
		}
	}
	b.do(notebook.SetRuntime{Runtime: notebook.Runtime{State: notebook.RuntimeReady}}, notebook.Insert{Kind: notebook.Mod})
	mod(true)
	b.do(notebook.UseMod{})
	mod(false)
	b.do(replace(b.s.Document().Cells[0], "module m"))
	mod(true)
	if b.s.Document().GoMod() != "module m" {
		t.Error("another go.mod")
	}
}

func TestMove(t *testing.T) {
	tests := []struct {
		id, index int
		want      string
	}{{1, 0, "[1 2 3]"}, {1, 1, "[2 1 3]"}, {1, 2, "[2 3 1]"}, {1, 3, "[2 3 1]"}, {3, 0, "[3 1 2]"}, {2, 2, "[1 3 2]"}}
	for _, tt := range tests {
		b := openDoc(t, "a", "b", "c")
		told := b.do(notebook.Move{ID: tt.id, Index: tt.index})
		var ids []int
		for _, c := range b.s.Document().Cells {
			ids = append(ids, c.ID)
		}
		if fmt.Sprint(ids) != tt.want || told[0].(notebook.Moved).Index != min(tt.index, 2) {
			t.Errorf("%d to %d: %v, %v", tt.id, tt.index, ids, told)
		}
	}
}

func TestUndelete(t *testing.T) {
	b := openDoc(t, "a", "b", "c")
	b.run(2, "", "")
	b.do(notebook.Delete{ID: 2}, notebook.Delete{ID: 1})
	if n := b.s.Snapshot().Undo; n != 2 {
		t.Error(n)
	}
	b.do(notebook.Undelete{})
	told := b.do(notebook.Undelete{})
	if in := told[0].(notebook.Inserted); in.Index != 1 || in.Cell.ID != 2 || in.Undo != 0 {
		t.Errorf("%+v", in)
	}
	b.want("idle ok* idle")
	b.do(notebook.Insert{Kind: notebook.Code})
	if id := b.s.Document().Cells[0].ID; id != 4 {
		t.Errorf("id %d", id)
	}
}

// TestRefused holds that what is refused changes nothing.
func TestRefused(t *testing.T) {
	b := openDoc(t, "a", "b")
	b.do(notebook.Insert{Index: 2, Kind: notebook.Text, Source: "t"}, notebook.Run{ID: 1}, notebook.Start{})
	before := b.s.Snapshot()
	for _, op := range []notebook.Op{
		notebook.Insert{Index: -1, Kind: notebook.Code}, notebook.Insert{Index: 9, Kind: notebook.Code}, notebook.Insert{Kind: "x"}, notebook.Insert{},
		notebook.Insert{Kind: notebook.Code, Source: strings.Repeat("x", notebook.MaxSource+1)},
		notebook.Delete{}, notebook.Delete{ID: 9}, notebook.Undelete{}, notebook.Move{ID: 9}, notebook.Move{ID: 1, Index: -1},
		notebook.Edit{ID: 9}, notebook.Edit{ID: 1, Version: 1}, notebook.Edit{ID: 1, Updates: []notebook.Update{{}}},
		notebook.Run{}, notebook.Run{ID: 1}, notebook.Run{ID: 1000000}, notebook.Start{},
	} {
		s, told, err := notebook.Apply(b.s, op)
		if err == nil || told != nil || !reflect.DeepEqual(s.Snapshot(), before) {
			t.Errorf("%#v: %v", op, err)
		}
	}
	ro := notebook.NewState(notebook.Parse([]byte("```go\n```")), notebook.About{ReadOnly: "why"})
	for _, op := range []notebook.Op{
		notebook.Insert{Kind: notebook.Code}, notebook.Delete{ID: 1}, notebook.Undelete{}, notebook.Move{ID: 1}, notebook.Edit{ID: 1},
		notebook.Run{ID: 1}, notebook.RunAll{}, notebook.RunStale{}, notebook.RunCells{IDs: []int{1}},
	} {
		if _, _, err := notebook.Apply(ro, op); !errors.Is(err, notebook.ErrReadOnly) || !strings.Contains(err.Error(), "why") {
			t.Errorf("read-only %#v: %v", op, err)
		}
	}
}

func TestStatesAreValues(t *testing.T) {
	b := openDoc(t, "a", "b", "c")
	b.run(1, "x", "")
	first := b.s
	before := first.Snapshot()
	for _, op := range []notebook.Op{
		notebook.Delete{ID: 1}, notebook.Move{ID: 1, Index: 2}, notebook.Insert{Kind: notebook.Code}, notebook.RunAll{},
		replace(first.Cell(2), "q"), notebook.AddOutput{Cell: 1, Output: notebook.Output{Kind: notebook.Stdout, Text: "x"}},
		notebook.RuntimeLost{}, notebook.RuntimeRenewed{}, notebook.UseMod{}, notebook.SetSaved{Saved: notebook.Saved{At: 1}},
	} {
		if _, _, err := notebook.Apply(first, op); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(first.Snapshot(), before) {
			t.Fatalf("%#v changed the state it was given", op)
		}
	}
}

func TestRender(t *testing.T) {
	tests := []struct{ name, source, want, never string }{
		{"heading", "# A *b*", "<h1>A <em>b</em></h1>\n", ""},
		{"table", "|a|\n|-|\n|b|", "<td>b</td>", ""},
		{"strike", "~~x~~", "<del>x</del>", ""},
		{"raw html", "<script>alert(1)</script>\n\n<b onclick=x>t</b>", "", "<script>"},
		{"inline html", "a <img src=x onerror=alert(1)> b", "", "<img"},
		{"script link", "[a](javascript:alert(1))", "a", "javascript:"},
		{"script link, disguised", "[a](JaVaScRiPt:alert(1)) [b](\x01javascript:x) [c](java&#10;script:x)", "a", `href="javascript`},
		{"data link", "[a](data:text/html,x)", "a", "data:text"},
		{"autolink", "<javascript:alert(1)>", "", `href="javascript`},
		{"attributes", "[a](x \"\\\" onclick=alert(1)\")", "a", `" onclick`},
		{"no utf-8", "a\xffb", "a\ufffdb", "\xff"},
		{"much", strings.Repeat("<b>", 100_000), "<pre>&lt;b&gt;", "<b>"},
	}
	for _, tt := range tests {
		got := notebook.Render(tt.source)
		if !strings.Contains(got, tt.want) || tt.never != "" && strings.Contains(got, tt.never) {
			t.Errorf("%s: %.300q", tt.name, got)
		}
	}
}
