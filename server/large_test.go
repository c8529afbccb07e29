package server_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/upload"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

// memoryCap is what the process of TestUploadLarge may map for writing, in KiB: the
// system gives it no more. 74 MB of that a Go program without cgo takes to begin
// with, most of it never touched.
const memoryCap = 100_000_000 >> 10

// TestUploadLarge sends a file of so many MiB as GOKINO_TEST_UPLOAD says through a
// process that may have 100 MB, with a connection that breaks half-way.
func TestUploadLarge(t *testing.T) {
	mib, _ := strconv.Atoi(os.Getenv("GOKINO_TEST_UPLOAD"))
	if mib == 0 {
		t.Skip("GOKINO_TEST_UPLOAD=1024 sends a file of 1 GiB; make upload-large does")
	}
	size := mib << 20
	dir := t.TempDir()
	p, pid := serveElsewhere(t, dir)
	a := p.admit("any", size)[0]
	data := func() io.Reader { return io.LimitReader(rand.NewChaCha8([32]byte{1}), int64(size)) }

	began := time.Now()
	p.put(a.Token, 0, size, io.MultiReader(io.LimitReader(data(), int64(size/2)), broken{}))
	_, at := p.offset(a.Token)
	rest := data()
	if _, err := io.CopyN(io.Discard, rest, int64(at)); err != nil {
		t.Fatal(err)
	}
	if status, _ := p.put(a.Token, at, size, rest); status != http.StatusNoContent {
		t.Fatalf("status %d", status)
	}
	took := time.Since(began)
	t.Logf("%d MiB, resumed at %d MiB, in %v: %.0f MB/s", mib, at>>20, took.Round(time.Millisecond), float64(size)/1e6/took.Seconds())

	if err := p.conn.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	var sums []string
	p.ask("save", nil, &sums)
	if want := fmt.Sprintf("f0.png %x", digest(data())); len(sums) != 1 || sums[0] != want {
		t.Errorf("saved %v, want %s", sums, want)
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(status), "\n") {
		name, kib, _ := strings.Cut(line, ":")
		n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(kib), " kB"))
		switch name {
		case "VmHWM", "VmRSS", "VmData", "RssAnon":
			t.Logf("%s %.1f MB", name, float64(n)*1024/1e6)
			if n > memoryCap {
				t.Errorf("%s is over the cap", name)
			}
		}
	}
	if left, _ := filepath.Glob(dir + "/*/*"); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

// serveElsewhere starts a process that serves a keeper, within memoryCap, and opens
// a page of it.
func serveElsewhere(t *testing.T, dir string) (p *uploadPage, pid int) {
	t.Helper()
	capped := fmt.Sprintf(`ulimit -d %d && exec "$0" -test.run '^TestUploadServer$' -test.timeout 0`, memoryCap)
	cmd := exec.Command("sh", "-c", capped, os.Args[0])
	cmd.Env = append(os.Environ(), "GOKINO_TEST_UPLOAD_SERVER="+dir)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close() // it ends
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url, ref, _ := strings.Cut(strings.TrimSpace(line), " ")
	go func() { _, _ = io.Copy(io.Discard, stdout) }() // until it ends
	return openUploadPage(t, url, ref), cmd.Process.Pid
}

// TestUploadServer is the process of TestUploadLarge; it serves until stdin ends.
func TestUploadServer(t *testing.T) {
	dir := os.Getenv("GOKINO_TEST_UPLOAD_SERVER")
	if dir == "" {
		t.Skip("it is a part of TestUploadLarge")
	}
	k := kernel.New(kernel.Options{})
	s := server.New(server.Options{Kernel: k, Uploads: upload.Options{Dir: dir}})
	defer s.Close()
	w := live.New(keeper{}, struct{}{}, live.Options{Assets: jsassets.Inline("main.js", ""), Kernel: k})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = http.Serve(l, s) }()
	defer l.Close()
	fmt.Printf("http://%s/gokino %s\n", l.Addr(), w.Ref())
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := w.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
