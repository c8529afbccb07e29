package compile_test

import (
	"runtime"
	"testing"

	"github.com/gokino/gokino/notebook/engine"
)

// TestSymbolsOfTheRuntime imports packages that refer to what only package
// runtime defines, and to functions of other packages in assembly.
func TestSymbolsOfTheRuntime(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("has assembly for amd64")
	}
	dir := tree(t, `
-- go.mod --
module example.com/low

go 1.22
-- asm/asm.go --
package asm

// Deep needs some stack, and asks the runtime for it.
func Deep(n int) int

// Raw is syscall.RawSyscall.
func Raw(trap, a1, a2, a3 uintptr) (r1, r2, err uintptr)
-- asm/asm_amd64.s --
#include "textflag.h"

TEXT ·Deep(SB),0,$5000-16
	MOVQ n+0(FP), AX
	MOVQ AX, 4000(SP)
	ADDQ $1, 4000(SP)
	MOVQ 4000(SP), AX
	MOVQ AX, ret+8(FP)
	RET

TEXT ·Raw(SB),NOSPLIT,$0-56
	JMP	syscall·RawSyscall(SB)
-- lame/lame.go --
package lame

// Broken cannot be linked, but nobody needs it.
func Broken()

func Fine() int { return 1 }
-- lame/lame_amd64.s --
TEXT ·Broken(SB),4,$0-0
	JMP	·missing(SB)
-- pull/pull.go --
package pull

import (
	"math/big"
	_ "unsafe"
)

//go:linkname addVV math/big.addVV
func addVV(z, x, y []big.Word) big.Word

func Add(x, y big.Word) big.Word {
	z := []big.Word{0}
	addVV(z, []big.Word{x}, []big.Word{y})
	return z[0]
}
-- pull/pull.s --
-- kinds/kinds.go --
package kinds

func Text(err error) string { return err.Error() }

var Texts = map[string]any{"text": Text, "texts": []func(error) string{Text}}
`)
	cells(t, startRun(t, engine.Options{Dir: dir}),
		"import \"example.com/low/asm\"\nr1, _, _ := asm.Raw(39, 0, 0, 0)\nfmt.Println(asm.Deep(4), int(r1) == os.Getpid())", "5 true",
		"import \"example.com/low/lame\"\nlame.Fine()", "=> 1",
		"import \"example.com/low/pull\"\npull.Add(3, 4)", "=> 7",
		"import \"example.com/low/kinds\"\nkinds.Text(io.EOF) + kinds.Texts[\"text\"].(func(error) string)(io.EOF)", `=> "EOFEOF"`,
		`fmt.Printf("%T %T %T %T\n", []complex64{}, new([]uintptr), new(func(error) string), []*int8{})`, "[]complex64 *[]uintptr *func(error) string []*int8",
	)
}
