package notebook_test

import (
	"testing"

	"github.com/gokino/gokino/notebook"
)

// TestReactiveInFile holds where a file says that it is reactive, that turning it
// on and off again leaves the file as it was, and what it looks like between.
func TestReactiveInFile(t *testing.T) {
	const code = "```go\nx := 1\n```\n"
	tests := []struct {
		name, file string
		on         bool
		toggled    string
	}{
		{"off", "# T\n\n" + code, false, "<!-- gokino: reactive -->\n\n# T\n\n" + code},
		{"on", "<!-- gokino: reactive -->\n\n# T\n", true, "# T\n"},
		{"on, no blank line", "<!-- gokino: reactive -->\n" + code, true, code},
		{"blank lines and a mark before", "\ufeff\n<!--  gokino: reactive-->", false, "\ufeff<!-- gokino: reactive -->\n\n\n<!--  gokino: reactive-->"},
		{"a mark before", "\ufeff\n<!-- gokino: reactive-->\n\nT", true, "\ufeffT"},
		{"words of another version", "<!-- gokino: wide, slow=1 -->\n\nT", false, "<!-- gokino: wide slow=1 reactive -->\n\nT"},
		{"and reactive", "<!-- gokino: wide reactive -->\nT", true, "<!-- gokino: wide -->\nT"},
		{"a DOS file", "T\r\n", false, "<!-- gokino: reactive -->\r\n\r\nT\r\n"},
		{"not first", "T\n\n<!-- gokino: reactive -->\n", false, "<!-- gokino: reactive -->\n\nT\n\n<!-- gokino: reactive -->\n"},
		{"not alone", "<!-- gokino: reactive --> T", false, "<!-- gokino: reactive -->\n\n<!-- gokino: reactive --> T"},
		{"indented", " <!-- gokino: reactive -->", false, "<!-- gokino: reactive -->\n\n <!-- gokino: reactive -->"},
		{"nothing", "", false, "<!-- gokino: reactive -->\n\n"},
		{"nothing else", "<!-- gokino: reactive -->", true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := notebook.NewState(notebook.Parse([]byte(tt.file)), notebook.About{})
			b := &bench{t, s}
			if got := b.s.Document().Reactive(); got != tt.on {
				t.Fatalf("reactive: %v", got)
			}
			told := b.do(notebook.SetReactive{On: !tt.on})
			if events(told) != "settings" || !notebook.ChangesDocument(told[0]) {
				t.Error(events(told))
			}
			toggled := notebook.Format(b.s.Document())
			if string(toggled) != tt.toggled {
				t.Errorf("toggled: %q, want %q", toggled, tt.toggled)
			}
			if got := notebook.Parse(toggled).Reactive(); got == tt.on {
				t.Error("the file does not say it")
			}
			if told := b.do(notebook.SetReactive{On: !tt.on}); told != nil {
				t.Error("no change is told of")
			}
			b.do(notebook.SetReactive{On: tt.on})
			if got := string(notebook.Format(b.s.Document())); got != tt.file {
				t.Errorf("there and back: %q, want %q", got, tt.file)
			}
		})
	}
}
