package widget

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

// Bounds of a tree.
const (
	maxBranch    = 200 // children of one answer; more are asked for
	maxTreeDepth = 200
	maxTreeText  = 60 // lines of the text form
	treeTextDeep = 3  // levels of it
)

// TreeOptions configure a tree; the zero value is a good tree.
type TreeOptions struct {
	// Name is what the value is called; "" is its type.
	Name string

	// Kernel hosts the tree; nil means [kernel.Default].
	Kernel *kernel.Kernel
}

// Tree is a value on display, to be opened branch by branch.
type Tree struct {
	*live.Widget
	name string

	mu   sync.Mutex
	text string
}

// NewTree shows any value as a tree: fields of structs, exported or not, entries
// of maps in the order of their keys, elements of slices; pointers are followed.
// What a branch holds is read when a client opens it, so a tree of a huge value
// costs nothing, and one that contains itself has no end but does no harm. Each
// client opens branches for itself. As Kino.Tree.new.
//
// The value is not copied. It must not be changed while a client opens a branch
// of it: a map that is written at that moment ends the process.
func NewTree(v any, opts ...TreeOptions) *Tree {
	o := option.Of(opts)
	root := branch{key: o.Name, value: reflect.ValueOf(v)}
	w := live.New(treeLive{}, root, live.Options{Assets: jsassets.Builtin("tree"), Kernel: o.Kernel, Name: "tree"})
	return &Tree{Widget: w, name: o.Name, text: treeText(root)}
}

// Update shows another value instead.
func (t *Tree) Update(v any) error {
	root := branch{key: t.name, value: reflect.ValueOf(v)}
	if err := t.Cast(root); err != nil {
		return fmt.Errorf("widget: updating the tree: %w", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = treeText(root)
	return nil
}

// Render gives the tree as a widget, and its first levels as text.
func (t *Tree) Render() kernel.Data {
	return kernel.Data{"text/plain": t.String(), kernel.ViewType: t.View()}
}

// String is the first levels as text.
func (t *Tree) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text
}

// treeLive is the definition of the widget; its state is the root.
type treeLive struct{}

func (treeLive) Init(ctx *live.Context[branch], root branch) error {
	ctx.Assigns = root
	return nil
}

// node is a branch as a page shows it.
type node struct {
	Key    string `json:"key"`  // the name of the field, the key, the index
	Type   string `json:"type"` // "" where the text says it
	Text   string `json:"text"` // the value, or how much is in it
	Kind   string `json:"kind"` // "string", "number", "bool", "nil", "other"
	Count  int    `json:"count"`
	Hidden bool   `json:"hidden"` // an unexported field
}

// opened are children of a branch.
type opened struct {
	Nodes []node `json:"nodes"`
	Total int    `json:"total"`
}

func (treeLive) HandleConnect(ctx *live.Context[branch]) (any, error) { return rootForm(ctx), nil }

func rootForm(ctx *live.Context[branch]) any {
	root := ctx.Assigns // a copy: what it finds is of now
	return struct {
		Root     node   `json:"root"`
		Children opened `json:"children"`
	}{root.node(), root.open(0)}
}

// HandleCast takes another root.
func (treeLive) HandleCast(ctx *live.Context[branch], msg any) error {
	ctx.Assigns = msg.(branch)
	ctx.BroadcastEvent("update", rootForm(ctx))
	return nil
}

// HandleEvent opens a branch, named by the indices on the way from the root.
func (treeLive) HandleEvent(ctx *live.Context[branch], event string, p live.Payload) error {
	if event != "open" {
		return fmt.Errorf("a tree knows no event %q", event)
	}
	return ask(p, func(q struct {
		Path   []int `json:"path"`
		Offset int   `json:"offset"`
	}) error {
		if len(q.Path) > maxTreeDepth {
			return fmt.Errorf("%d levels of the tree can be opened at most", maxTreeDepth)
		}
		root := ctx.Assigns
		b := &root
		for _, i := range q.Path {
			var ok bool
			if b, ok = b.child(i); !ok {
				return fmt.Errorf("the value has changed: there is no branch %v", q.Path)
			}
		}
		return ctx.Reply(b.open(max(q.Offset, 0)))
	})
}

// treeText is the first levels, indented.
func treeText(root branch) string {
	var lines []string
	var add func(b *branch, depth int)
	add = func(b *branch, depth int) {
		n := b.node()
		line := strings.Repeat("  ", depth) + strings.Join(slices.DeleteFunc([]string{label(n), n.Type, n.Text}, func(s string) bool { return s == "" }), " ")
		lines = append(lines, line)
		if depth == treeTextDeep {
			return
		}
		for i := range n.Count {
			if len(lines) >= maxTreeText {
				lines = append(lines, fmt.Sprintf("%s… %d more", strings.Repeat("  ", depth+1), n.Count-i))
				return
			}
			if c, ok := b.child(i); ok {
				add(c, depth+1)
			}
		}
	}
	add(&root, 0)
	return strings.Join(lines, "\n")
}

func label(n node) string {
	if n.Key == "" {
		return ""
	}
	return n.Key + ":"
}
