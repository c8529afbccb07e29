//go:build !unix

package engine

import (
	"errors"
	"os/exec"

	"github.com/gokino/gokino/kernel/link"
)

// process cannot exist here.
type process struct {
	cmd    *exec.Cmd
	line   link.Conn
	exited chan struct{}
}

func startProcess(string, string, int64) (*process, error) {
	return nil, errors.New("gokino needs Linux or macOS: Go has no plugins here")
}

func (p *process) kill()                             {}
func (p *process) closeLate()                        {}
func (p *process) leftover() (stdout, stderr []byte) { return nil, nil }
func (p *process) crashText() string                 { return "" }
func (p *process) release()                          {}
