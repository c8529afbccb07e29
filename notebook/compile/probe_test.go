package compile_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
)

func TestProbe(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("says how to install things on Linux")
	}
	tests := []struct {
		name  string
		tools []string // in PATH
		env   []string
		want  string // part of the error; "" for none
	}{
		{"all there", []string{"go", "gcc", "ld", "true"}, nil, ""},
		{"no go", []string{"gcc", "ld", "true"}, nil, "there is no go command in PATH: install Go from https://go.dev/dl"},
		{"no compiler", []string{"go", "ld", "true"}, nil, "\"gcc\" is not in PATH: install gcc and binutils: apt-get install gcc"},
		{"no linker", []string{"go", "gcc", "true"}, nil, "ld, which is not in PATH: install binutils: apt-get install binutils"},
		{"no cgo", []string{"go", "gcc", "ld", "true"}, []string{"CGO_ENABLED=0"}, "cgo, which is switched off: unset CGO_ENABLED"},
		{"other compiler", []string{"go", "gcc", "ld", "true"}, []string{"CC=tcc -m64"}, `"tcc" is not in PATH`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bin := t.TempDir()
			for _, tool := range tt.tools {
				path, err := exec.LookPath(tool)
				if err != nil {
					t.Skip(err)
				}
				if path, err = filepath.EvalSymlinks(path); err != nil {
					t.Skip(err)
				}
				if err := os.Symlink(path, filepath.Join(bin, tool)); err != nil {
					t.Fatal(err)
				}
			}
			t.Setenv("PATH", bin)
			t.Setenv("CC", "")
			for _, e := range tt.env {
				key, value, _ := strings.Cut(e, "=")
				t.Setenv(key, value)
			}
			err := compile.Probe(context.Background())
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}
