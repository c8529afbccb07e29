//go:build unix

package engine_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/compile"
)

// BenchmarkBesideGoNB runs the cells of BenchmarkEditedCell in turn with both
// links and with GoNB, so that whatever else the machine does slows them all
// down. The columns say how long each takes, and gonb/delta and gonb/full how
// many times that GoNB takes. GoNB is reached through Jupyter's messages: what
// those take is the column gonb-shell, a line that GoNB gives to the shell.
//
// make bench-gonb sets GOKINO_BENCH_GONB to the command that starts the kernel.
func BenchmarkBesideGoNB(b *testing.B) {
	command := os.Getenv("GOKINO_BENCH_GONB")
	if command == "" {
		b.Skip("make bench-gonb finds GoNB")
	}
	gonb := startKernel(b, command)
	delta, full := linkedRoom(b, compile.LinkDelta), linkedRoom(b, compile.LinkFull)
	for _, c := range edited {
		b.Run(c.name, func(b *testing.B) {
			prepare(b, delta, c.first)
			prepare(b, full, c.first)
			if c.first != "" {
				gonb.timed(b, fmt.Sprintf(c.gonb, unique())) // fetches the module
			}
			var theirs, ours, oursFull, shell latencies
			for b.Loop() {
				theirs = append(theirs, gonb.timed(b, fmt.Sprintf(c.gonb, unique())))
				ours = append(ours, delta.timed(b, fmt.Sprintf(c.source, unique())))
				oursFull = append(oursFull, full.timed(b, fmt.Sprintf(c.source, unique())))
				shell = append(shell, gonb.timed(b, "!true"))
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(milliseconds(theirs.at(0.5)), "gonb-ms")
			b.ReportMetric(milliseconds(shell.at(0.5)), "gonb-shell-ms")
			b.ReportMetric(milliseconds(ours.at(0.5)), "delta-ms")
			b.ReportMetric(milliseconds(oursFull.at(0.5)), "full-ms")
			b.ReportMetric(float64(theirs.at(0.5))/float64(ours.at(0.5)), "gonb/delta")
			b.ReportMetric(float64(theirs.at(0.5))/float64(oursFull.at(0.5)), "gonb/full")
		})
	}
}

// kernelTimer is a Jupyter kernel that scripts/time-kernel drives.
type kernelTimer struct {
	cells   io.Writer
	answers *bufio.Scanner
}

func startKernel(b *testing.B, command string) *kernelTimer {
	b.Helper()
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = source(b)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	k := &kernelTimer{in, bufio.NewScanner(out)}
	var ready string
	k.answer(b, &ready)
	return k
}

// timed has a cell run, and returns how long it took until the kernel was idle.
func (k *kernelTimer) timed(b *testing.B, source string) time.Duration {
	b.Helper()
	line, err := json.Marshal(source)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := fmt.Fprintf(k.cells, "%s\n", line); err != nil {
		b.Fatal(err)
	}
	var answer struct {
		MS    float64
		Error string
	}
	if k.answer(b, &answer); answer.Error != "" {
		b.Fatalf("%s\n%s", source, answer.Error)
	}
	return time.Duration(answer.MS * float64(time.Millisecond))
}

func (k *kernelTimer) answer(b *testing.B, into any) {
	b.Helper()
	if !k.answers.Scan() {
		b.Fatal("the kernel has ended")
	}
	if err := json.Unmarshal(k.answers.Bytes(), into); err != nil {
		b.Fatalf("%v: %q", err, k.answers.Text())
	}
}
