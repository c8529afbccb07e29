package main

import (
	"os"
	"os/exec"
	"runtime"
)

// openBrowser opens url in the user's browser, if there is one to be seen. The
// address was printed, so that it does not work is no error.
func openBrowser(url string) {
	name := "xdg-open"
	switch {
	case runtime.GOOS == "darwin":
		name = "open"
	case os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "":
		return
	}
	cmd := exec.Command(name, url)
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }() // ends with the opener, which hands over and ends
	}
}
