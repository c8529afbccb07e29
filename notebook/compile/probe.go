package compile

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
)

// errNoGo says how to get Go.
var errNoGo = errors.New("gokino compiles cells with Go, but there is no go command in PATH: " +
	"install Go from https://go.dev/dl (or: " + install("golang", "golang", "brew install go") + ")")

// Probe checks that this machine has what compiling cells takes: Go, cgo, a C
// compiler and a linker. The error names what is missing and how to get it.
func Probe(ctx context.Context) error {
	env, err := readEnv(ctx, "")
	if err != nil {
		return err
	}
	return env.probe()
}

func (e goEnv) probe() error {
	switch runtime.GOOS {
	case "linux", "darwin", "freebsd":
	case "windows":
		return errors.New("gokino needs Linux or macOS, because Go has no plugins on Windows: use WSL2 or the container image")
	default:
		return fmt.Errorf("gokino needs Linux or macOS: Go on %s has no plugins", runtime.GOOS)
	}
	if e.CGO_ENABLED != "1" {
		// Go also answers 0 where it does not find a C compiler.
		if _, err := exec.LookPath(e.compiler()); err == nil {
			return errors.New("gokino loads cells through cgo, which is switched off: unset CGO_ENABLED " +
				"(and see what `go env CGO_ENABLED` says)")
		}
	}
	if _, err := exec.LookPath(e.compiler()); err != nil {
		return fmt.Errorf("gokino links cells with a C compiler, but %q is not in PATH: install gcc and binutils: %s",
			e.compiler(), install("gcc", "gcc", "xcode-select --install"))
	}
	if _, err := exec.LookPath("ld"); err != nil {
		return fmt.Errorf("gokino links cells with ld, which is not in PATH: install binutils: %s",
			install("binutils", "binutils", "xcode-select --install"))
	}
	if _, err := exec.LookPath("true"); err != nil {
		return errors.New("gokino needs the command true in PATH, which takes the place of the linker where it is not wanted")
	}
	return nil
}

// compiler returns the name of the C compiler, without flags.
func (e goEnv) compiler() string {
	if f := strings.Fields(e.CC); len(f) > 0 {
		return f[0]
	}
	return "gcc"
}

// install says how to install a package.
func install(debian, fedora, mac string) string {
	if runtime.GOOS == "darwin" {
		return mac
	}
	return fmt.Sprintf("apt-get install %s (Debian, Ubuntu) or dnf install %s (Fedora)", debian, fedora)
}
