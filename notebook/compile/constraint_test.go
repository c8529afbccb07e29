package compile_test

import (
	"fmt"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
)

func TestTagNames(t *testing.T) {
	for flags, want := range map[string]string{
		"": "[]", "-mod=mod -v": "[]", "-tags=a": "[a]", "-v --tags=a,b -x": "[a b]",
	} {
		if got := fmt.Sprint(compile.TagNames(flags)); got != want {
			t.Errorf("%q: %s, want %s", flags, got, want)
		}
	}
}
