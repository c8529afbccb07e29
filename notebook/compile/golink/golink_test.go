package golink_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile/golink"
)

func TestMangle(t *testing.T) {
	tests := []struct{ name, want string }{ // as cmd/link has them
		{"main.x", "main.x"},
		{"type:int", "type:int"},
		{"type:main.point2", "type:bfm/33KW"},
		{"type:.eq.main.point", "type:.Zn3Rc8bg"},
		{"type:runtime.moduledata", "type:runtime.moduledata"},
		{`go:string."a long string"`, `go:string."a long string"`},
		{"main.f[go.shape.int]", "main.f[go.shape.int]"},
		{"main.f[main.a@b]", "main.f[/OJtoXuG]"},
	}
	for _, tt := range tests {
		if got := golink.Mangle(tt.name); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// anArchive returns a compiled package.
func anArchive(t testing.TB) []byte {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-f", "{{.Export}}", "errors").Output()
	if err != nil {
		t.Skip(err)
	}
	data, err := os.ReadFile(strings.TrimSpace(string(out)))
	if err != nil {
		t.Skip(err)
	}
	return data
}

func TestReadObject(t *testing.T) {
	data := anArchive(t)
	if _, err := golink.ReadObject(data); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(data); n += 97 { // truncated anywhere
		_, _ = golink.ReadObject(data[:n])
	}
}

func FuzzReadObject(f *testing.F) {
	f.Add([]byte("!<arch>\n"))
	f.Add(bytes.Repeat([]byte{0xff}, 200))
	f.Add([]byte("!<arch>\n_go_.o          0           0     0     644     30        `\n\x00go120ld0123456789012345678901234567890123456789"))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = golink.ReadObject(data) })
}

func FuzzEditTypeNames(f *testing.F) {
	f.Add([]byte("!<arch>\n_go_.o          0           0     0     644     30        `\n\x00go120ld0123456789012345678901234567890123456789"))
	f.Add(anArchive(f)[:4000])
	f.Fuzz(func(t *testing.T, data []byte) { _ = golink.RenameTypes(bytes.Clone(data), "o", bytes.ToLower) })
}

func TestShortenName(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"\x01\x01T", "\x01\x01T"},
		{"\x01\x05Tꓸ2", "\x01\x01T\x00\x00\x00\x00"},
		{"\x03\x05Tꓸ2\x03tag", "\x03\x01T\x03tag\x00\x00\x00\x00"},
		{"\x05\x05Tꓸ2\x00\x00\x00\x00", "\x05\x05Tꓸ2\x00\x00\x00\x00"},
		{"\x01\x80\x01" + strings.Repeat("m", 123) + "Tꓸ2", "\x01\x7c" + strings.Repeat("m", 123) + "T" + strings.Repeat("\x00", 5)},
		{"\x01\x09Tꓸ2", "\x01\x09Tꓸ2"},
		{"", ""}, {"\x01", "\x01"}, {"\x01\xff", "\x01\xff"},
	} {
		data := []byte(tt.in)
		golink.ShortenName(data, func(name []byte) []byte { return bytes.ReplaceAll(name, []byte("ꓸ2"), nil) })
		if string(data) != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, data, tt.want)
		}
	}
}

func FuzzEditObject(f *testing.F) {
	f.Add([]byte("\x7fELF\x02\x01"))
	if out, err := exec.Command("sh", "-c", "echo 'int x; int f(void) { return x; }' | cc -x c -c -o /dev/stdout -").Output(); err == nil {
		f.Add(out)
	}
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = golink.Edit(data, &golink.Hidden{}) })
}
