package engine_test

import (
	"testing"

	"github.com/gokino/gokino/notebook/engine"
)

func TestReadCrash(t *testing.T) {
	tests := []struct {
		name, text, reason string
		eval               uint64
		why, stack         string
	}{
		{"a library's goroutine", `panic: boom

goroutine 34 [running, labels:{"cell": "5", "eval": "17"}]:
main.(*wꓸ2).Write(0xc000012345, {0x1, 0x2})
	/home/u/cell5:2 +0x25
main.mapf[...](...)
	cell12:30
os/exec.(*Cmd).writerDescriptor.func1()
	/usr/local/go/src/os/exec/exec.go:585 +0x2a
created by os/exec.(*Cmd).Start in goroutine 33
	/usr/local/go/src/os/exec/exec.go:745 +0x9bd

goroutine 1 [chan receive, labels:{"cell": "9", "eval": "99"}]:
main.GKcell_9()
	cell9:1
`, "panic: boom", 17, "panic: boom (in a goroutine that os/exec.(*Cmd).Start started, where nothing can catch it)",
			"(*w).Write cell5:2\nmapf[...] cell12:30"},
		{"a cell", `fatal error: sync: unlock of unlocked mutex

goroutine 7 gp=0xc000 m=0 mp=0x12 [running]:
main.GKcell_7_0a0b.func1()
	cell7:3 +0x5e
created by main.start in goroutine 5
	cell2:9 +0x12
`, "fatal error: sync", 0, "fatal error: sync", "cell.func1 cell7:3\nstart cell2:9"},
		{"no trace", "fatal error: out of memory\n", "fatal error: out of memory", 0, "fatal error: out of memory", ""},
		{"nothing", "", "signal: killed", 0, "signal: killed", ""},
	}
	for _, tt := range tests {
		eval, why, stack := engine.ReadCrash(tt.text, tt.reason)
		if eval != tt.eval || why != tt.why || stack != tt.stack {
			t.Errorf("%s: evaluation %d, %q, stack %q", tt.name, eval, why, stack)
		}
	}
}

func FuzzReadCrash(f *testing.F) {
	f.Add("goroutine 1 [running, labels:{\"eval\": \"1\"}]:\nmain.f(0x1)\n\tcell1:2 +0x1\ncreated by x in goroutine 2\n\tx.go:1\n")
	f.Fuzz(func(t *testing.T, text string) { engine.ReadCrash(text, "panic: x") })
}

func TestTooMuch(t *testing.T) {
	tests := []struct {
		memory    engine.Memory
		processes int
		want      string
	}{
		{engine.Memory{Used: 1 << 40}, 1, ""},
		{engine.Memory{Used: 1 << 30, Limit: 1 << 30}, 1, ""},
		{engine.Memory{Used: 1<<30 + 1, Limit: 1 << 30}, 1, "it used more memory than the 1 GiB it may use"},
		{engine.Memory{Used: 3 << 30, Limit: 5 << 29}, 1, "it used more memory than the 2.5 GiB it may use"},
		{engine.Memory{}, 10_000, "it started more than 4096 processes"},
	}
	for _, tt := range tests {
		if got := engine.TooMuch(tt.memory, tt.processes); got != tt.want {
			t.Errorf("%+v, %d processes: %q, want %q", tt.memory, tt.processes, got, tt.want)
		}
	}
}
