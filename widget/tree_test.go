package widget_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/widget"
)

type treeNode struct {
	Key    string `json:"key"`
	Type   string `json:"type"`
	Text   string `json:"text"`
	Kind   string `json:"kind"`
	Count  int    `json:"count"`
	Hidden bool   `json:"hidden"`
}

type treeBranch struct {
	Nodes []treeNode `json:"nodes"`
	Total int        `json:"total"`
}

type treeRoot struct {
	Root     treeNode   `json:"root"`
	Children treeBranch `json:"children"`
}

type folder struct {
	Name   string
	Parent *folder
	Sub    []*folder
	size   int
}

// opens asks for a branch of a tree.
func opens(h *host, t *widget.Tree, offset int, path ...int) (b treeBranch) {
	h.t.Helper()
	if err := h.ask("a", t, "open", map[string]any{"path": path, "offset": offset}, &b); err != "" {
		h.t.Fatal(err)
	}
	return b
}

// TestTreeValues is how each kind of value reads in a tree.
func TestTreeValues(t *testing.T) {
	var nilMap map[string]int
	self := map[string]any{}
	self["me"] = self
	for _, test := range []struct {
		name string
		in   any
		want string // key type text kind count of the root, and of its children
	}{
		{"nil", nil, "- nil nil 0"},
		{"number", 42, "int 42 number 0"},
		{"string", "a\"b", `string "a\"b" string 0`},
		{"struct", folder{Name: "x", size: 3}, `widget_test.folder 4 fields other 4 | Name string "x" string 0 | Parent *widget_test.folder nil nil 0 | Sub []*widget_test.folder nil nil 0 | size int 3 number 0 hidden`},
		{"pointer", &folder{}, `*widget_test.folder 4 fields other 4 | Name string "" string 0 | Parent *widget_test.folder nil nil 0 | Sub []*widget_test.folder nil nil 0 | size int 0 number 0 hidden`},
		{"map", map[int]string{10: "x", 9: "y"}, `map[int]string 2 entries other 2 | 9 string "y" string 0 | 10 string "x" string 0`},
		{"NaN as key", map[float64]int{math.NaN(): 7}, "map[float64]int 1 entry other 1 | NaN int 7 number 0"},
		{"nil map", nilMap, "map[string]int nil nil 0"},
		{"slice of any", []any{1, nil, []int{2}}, "[]any 3 elements other 3 | 0 int 1 number 0 | 1 any nil nil 0 | 2 []int 1 element other 1"},
		{"bytes", []byte("hi"), `[]uint8 "hi" string 2 | 0 uint8 104 number 0 | 1 uint8 105 number 0`},
		{"error", []error{errors.New("bad"), nil}, "[]error 2 elements other 2 | 0 *errors.errorString bad other 1 | 1 error nil nil 0"},
		{"duration", time.Second, "time.Duration 1s other 0"},
		{"chan", make(chan int, 3), "chan int 0 of 3 waiting other 0"},
		{"func", strings.ToUpper, "func(string) string  other 0"},
		{"map in itself", self, "map[string]any 1 entry other 1 | \"me\" map[string]any ↻ is above itself other 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHost(t)
			var root treeRoot
			h.connect("a", widget.NewTree(test.in, widget.TreeOptions{Kernel: h.k}), &root)
			got := []string{describe(root.Root)}
			for _, n := range root.Children.Nodes {
				got = append(got, n.Key+" "+describe(n))
			}
			if text := strings.Join(got, " | "); text != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
		})
	}
}

func describe(n treeNode) string {
	text := strings.Join([]string{n.Type, n.Text, n.Kind, widget.Inspect(n.Count)}, " ")
	if n.Type == "" {
		text = "-" + text
	}
	if n.Hidden {
		text += " hidden"
	}
	return text
}

// TestTreeLazy: a branch is read when it is opened, in pieces, as it is then.
func TestTreeLazy(t *testing.T) {
	h := newHost(t)
	top := &folder{Name: "top"}
	for range 1_000_000 {
		top.Sub = append(top.Sub, &folder{Name: "sub", Parent: top})
	}
	tree := widget.NewTree(top, widget.TreeOptions{Kernel: h.k})
	b := opens(h, tree, 999_990, 2)
	if b.Total != 1_000_000 || len(b.Nodes) != 10 || b.Nodes[9].Key != "999999" {
		t.Errorf("the end of a million: %d %d", b.Total, len(b.Nodes))
	}
	if b = opens(h, tree, 0, 2); len(b.Nodes) != 200 {
		t.Errorf("%d at a time", len(b.Nodes))
	}
	if b = opens(h, tree, 0, 2, 5); b.Nodes[1].Text != "↻ is above itself" || b.Nodes[1].Count != 0 {
		t.Errorf("a parent can be opened below its child: %+v", b.Nodes[1])
	}
	top.Sub[5].Name = "other"
	if b = opens(h, tree, 0, 2, 5); b.Nodes[0].Text != `"other"` {
		t.Errorf("an old value: %+v", b.Nodes[0])
	}
}

// TestTreeUpdate: another value, for all that look at it.
func TestTreeUpdate(t *testing.T) {
	h := newHost(t)
	tree := widget.NewTree([]int{1}, widget.TreeOptions{Kernel: h.k, Name: "list"})
	var root treeRoot
	h.connect("a", tree, &root)
	if err := tree.Update([]int{7, 8}); err != nil {
		t.Fatal(err)
	}
	if h.heard("update", &root); root.Root.Key != "list" || root.Children.Total != 2 || root.Children.Nodes[0].Text != "7" {
		t.Errorf("%+v", root)
	}
}

// TestTreeText is the form without a browser: a few levels, a few lines.
func TestTreeText(t *testing.T) {
	h := newHost(t)
	text := widget.NewTree(map[string]any{"b": []int{1, 2}, "a": folder{Name: "x"}}, widget.TreeOptions{Kernel: h.k}).String()
	want := `map[string]any 2 entries
  "a": widget_test.folder 4 fields
    Name: string "x"
    Parent: *widget_test.folder nil
    Sub: []*widget_test.folder nil
    size: int 0
  "b": []int 2 elements
    0: int 1
    1: int 2`
	if text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	many := widget.NewTree(make([]int, 1_000_000), widget.TreeOptions{Kernel: h.k}).String()
	if lines := strings.Split(many, "\n"); len(lines) != 61 || lines[60] != "  … 999941 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
	long := widget.NewTree(strings.Repeat("é", 1000), widget.TreeOptions{Kernel: h.k}).String()
	if !strings.HasSuffix(long, `é"… 1500 more bytes`) {
		t.Error(long)
	}
}

// FuzzTreeOpen holds that a tree answers whatever a page asks.
func FuzzTreeOpen(f *testing.F) {
	f.Add(0, 1, 2, 3)
	f.Add(-1, 1<<62, 0, -1<<63)
	f.Fuzz(func(t *testing.T, offset, a, b, c int) {
		h := newHost(t)
		tree := widget.NewTree(map[string]any{"a": []any{1, folder{}}, "b": &folder{Sub: []*folder{{}}}}, widget.TreeOptions{Kernel: h.k})
		if err := h.ask("a", tree, "open", map[string]any{"path": []int{a, b, c}, "offset": offset}, nil); err != "" && !strings.Contains(err, "no branch") {
			t.Error(err)
		}
	})
}
