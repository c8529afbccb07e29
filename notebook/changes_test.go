package notebook_test

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/gokino/gokino/notebook"
)

// changeset is a case that CodeMirror itself made: testdata/changesets.json is
// what its ChangeSet.toJSON and ChangeSet.apply gave.
type changeset struct {
	Name, Doc, Want string
	Changes         notebook.Changes
}

func changesets(tb testing.TB) []changeset {
	b, err := os.ReadFile("testdata/changesets.json")
	if err != nil {
		tb.Fatal(err)
	}
	var list []changeset
	if err := json.Unmarshal(b, &list); err != nil {
		tb.Fatal(err)
	}
	return list
}

func TestChangesAgreeWithCodeMirror(t *testing.T) {
	for _, c := range changesets(t) {
		got, err := c.Changes.Apply(c.Doc)
		if err != nil || got != c.Want {
			t.Errorf("%s: %q, %v; want %q", c.Name, got, err, c.Want)
		}
		again, err := notebook.ParseChanges(c.Changes.Value())
		if err != nil || !reflect.DeepEqual(again, c.Changes) {
			t.Errorf("%s: Value does not round trip: %v, %v", c.Name, again, err)
		}
	}
}

func TestChangesSplitPairs(t *testing.T) {
	tests := []struct{ name, doc, changes, want string }{
		{"insert between halves", "😀", `[1,[0,"x"],1]`, "\ufffdx\ufffd"},
		{"delete the first half", "a😀b", `[1,[1],2]`, "a\ufffdb"},
		{"delete the second half", "a😀b", `[2,[1],1]`, "a\ufffdb"},
		{"kept in two parts", "a😀b", `[2,2]`, "a😀b"},
		{"an empty part between", "a😀b", `[2,[0],2]`, "a😀b"},
		{"halves of two", "😀😀", `[1,[2,"-"],1]`, "\ufffd-\ufffd"},
		{"no utf-8", "\xff\xf0\x9fa", `[1,[1,"b"],2]`, "\xffb\x9fa"},
	}
	for _, tt := range tests {
		var c notebook.Changes
		if err := json.Unmarshal([]byte(tt.changes), &c); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Apply(tt.doc); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestChangesRefused(t *testing.T) {
	for _, malformed := range []string{
		`1`, `{}`, `null`, `"x"`, `[null]`, `["a"]`, `[-1]`, `[1.5]`, `[1e300]`, `[[]]`, `[["a"]]`, `[[1,2]]`, `[[1,null]]`,
		`[[-1,"a"]]`, `[[0,"a\nb"]]`, `[[0,"a\r"]]`, `[[[1]]]`, `[true]`,
	} {
		var c notebook.Changes
		if err := json.Unmarshal([]byte(malformed), &c); !errors.Is(err, notebook.ErrChanges) {
			t.Errorf("%s: %v", malformed, err)
		}
	}
	for _, unfit := range []string{`[]`, `[2]`, `[4]`, `[[4]]`, `[3,[1]]`, `[2,[0,"x"]]`, `[2000000000]`} {
		var c notebook.Changes
		if err := json.Unmarshal([]byte(unfit), &c); err != nil {
			t.Fatal(unfit, err)
		}
		if got, err := c.Apply("abc"); !errors.Is(err, notebook.ErrChanges) {
			t.Errorf("%s: %q, %v", unfit, got, err)
		}
	}
}

func FuzzChanges(f *testing.F) {
	for _, c := range changesets(f) {
		b, _ := json.Marshal(c.Changes)
		f.Add(c.Doc, string(b))
	}
	f.Add("a😀b", `[2,[1],1]`)
	f.Add("\xff", `[[1,"\ud83d"]]`)
	f.Fuzz(func(t *testing.T, doc, changes string) {
		var c notebook.Changes
		if json.Unmarshal([]byte(changes), &c) != nil {
			return
		}
		got, err := c.Apply(doc)
		if err != nil {
			return
		}
		want := reference(c, utf16.Encode([]rune(doc)))
		if n := len(utf16.Encode([]rune(got))); n != len(want) {
			t.Fatalf("%q changed by %s is %q: %d units, want %d", doc, changes, got, n, len(want))
		}
		if whole := string(utf16.Decode(want)); !strings.Contains(got, "\ufffd") && whole != string([]rune(got)) {
			t.Fatalf("%q changed by %s: %q, want %q", doc, changes, got, whole)
		}
	})
}

// reference applies changes to UTF-16 units, as JavaScript would.
func reference(c notebook.Changes, doc []uint16) []uint16 {
	var out []uint16
	for _, part := range c.Value() {
		switch part := part.(type) {
		case int:
			out = append(out, doc[:part]...)
			doc = doc[part:]
		case []any:
			doc = doc[part[0].(int):]
			lines := make([]string, len(part)-1)
			for i, line := range part[1:] {
				lines[i] = line.(string)
			}
			out = append(out, utf16.Encode([]rune(strings.Join(lines, "\n")))...)
		}
	}
	return out
}
