package compile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

func TestEmbed(t *testing.T) {
	for _, mode := range []compile.LinkMode{compile.LinkAuto, compile.LinkFull} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			testEmbed(t, mode)
		})
	}
}

func testEmbed(t *testing.T, mode compile.LinkMode) {
	dir := tree(t, `
-- hello.txt --
hello
-- notes/a b.txt --
spaced
-- site/index.html --
<p>
-- site/.hidden --
h
-- site/_draft --
d
-- site/css/a.css --
a {}
-- site/.git/config --
c
-- other/go.mod --
module other
-- other/x.txt --
x
-- empty/.gitkeep --
-- [odd].txt --
odd
`)
	if err := os.Symlink(filepath.Join(dir, "hello.txt"), filepath.Join(dir, "link.txt")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(filepath.Dir(dir), "outside.txt"), "secret")
	r := startRun(t, engine.Options{Dir: dir, Link: mode})
	cells(t, r,
		"//go:embed hello.txt\nvar hello string\nhello", `=> "hello\n"`,
		"strings.ToUpper(hello)", `=> "HELLO\n"`,
		"//go:embed hello.txt\nvar raw []byte\nraw[0] = 'j'\nstring(raw)", `=> "jello\n"`,
		"//go:embed site\n//go:embed \"notes/a b.txt\" `hello.txt`\nvar files embed.FS\n"+
			"func list(f fs.FS) (names []string) {\n\tfs.WalkDir(f, \".\", func(p string, d fs.DirEntry, err error) error {\n"+
			"\t\tif !d.IsDir() { names = append(names, p) }; return err })\n\treturn\n}\nimport \"io/fs\"", "",
		"fmt.Println(list(files))", "[hello.txt notes/a b.txt site/css/a.css site/index.html]",
		"b, err := files.ReadFile(\"site/css/a.css\")\nfmt.Printf(\"%q %v\\n\", b, err)", `"a {}\n" <nil>`,
		"//go:embed all:site\nvar all embed.FS\nlist(all)", `=> ["site/.hidden" "site/_draft" "site/css/a.css" "site/index.html"]`,
		"import \"embed\"\nvar (\n\t// a comment\n\t//go:embed *.txt\n\n\t// another\n\tglob embed.FS\n\tn int\n)\nlist(glob)", "error at 4:2: //go:embed *.txt: cannot embed link.txt: it is no ordinary file",
		"type page string\n//go:embed site/*.html\nvar index page\nvar size = len(index)\nsize", "=> 4",
		"//go:embed \"[[]odd].txt\"\nvar odd string\nodd", `=> "odd\n"`,

		"//go:embed none.txt\nvar none string", "error at 1:1: //go:embed none.txt: no matching files in "+dir,
		"//go:embed ../outside.txt\nvar out string", "error at 1:1: //go:embed ../outside.txt: invalid pattern: it must name files in or below the notebook's folder, without . or ..",
		"//go:embed /etc/passwd\nvar out string", "error at 1:1: //go:embed /etc/passwd: invalid pattern: ...",
		"//go:embed other/x.txt\nvar out string", "error at 1:1: //go:embed other/x.txt: cannot embed other/x.txt: it is in another module",
		"//go:embed site/.git\nvar out embed.FS", "error at 1:1: //go:embed site/.git: cannot embed site/.git: site/.git belongs to version control",
		"//go:embed empty\nvar out embed.FS", "error at 1:1: //go:embed empty: cannot embed folder empty: there is no file in it that can be embedded",
		"//go:embed [\nvar out embed.FS", "error at 1:1: //go:embed [: invalid pattern: syntax error in pattern",
		"//go:embed\nvar out embed.FS", "error at 1:1: usage: //go:embed pattern...",
		"//go:embed \"x\nvar out embed.FS", "error at 1:1: invalid quoted string in //go:embed: \"x",
		"//go:embed site\nvar out string", "error at 1:1: //go:embed: there must be one file for a variable of type string, and the patterns match 2",
		"//go:embed hello.txt\nvar out int", "error at 1:1: //go:embed cannot apply to a variable of type int: it must be a string, []byte or embed.FS",
		"//go:embed hello.txt\nvar a, b string", "error at 1:1: //go:embed belongs above the declaration of one variable without a value",
		"//go:embed hello.txt\nvar a = \"x\"", "error at 1:1: //go:embed belongs above the declaration of one variable without a value",
		"x := 1\n//go:embed hello.txt\nx++", "error at 2:1: misplaced //go:embed: it belongs above a variable declared at the top level of the cell",
		"func f() {\n\t//go:embed hello.txt\n\tvar x string\n\t_ = x\n}", "error at 2:2: misplaced //go:embed: ...",
		"//go:embedded is a comment\nhello", `=> "hello\n"`,
	)
	shared := "p := &hello"
	cells(t, r, shared, "")
	write(t, filepath.Join(dir, "hello.txt"), "changed")
	cells(t, r,
		"//go:embed hello.txt\nvar hello string\nhello", `=> "changed"`,
		"*p", `=> "changed"`,
		"//go:embed hello.txt\nvar raw []byte\nraw[0] = 'X'\nstring(raw)", `=> "Xhanged"`,
		"//go:embed hello.txt\nvar raw []byte\nstring(raw)", `=> "changed"`,
	)
	write(t, filepath.Join(dir, "hello.txt"), strings.Repeat("x", 3<<20))
	cells(t, r, "//go:embed hello.txt\nvar hello string\nlen(hello)", "=> 3145728")
}
