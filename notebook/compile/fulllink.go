package compile

import (
	"context"

	"github.com/gokino/gokino/notebook/compile/golink"
)

// fullLinker links units together with every package that they need, as
// `go build -buildmode=plugin` does. The dynamic linker then prefers the copies
// of packages that the process has already.
type fullLinker struct{ tool *Toolchain }

func (l fullLinker) link(ctx context.Context, job linkJob) error {
	unit, err := golink.ReadFile(job.archive)
	if err != nil {
		return err
	}
	return l.tool.link(ctx, plugin{
		dir: job.dir, archive: job.archive, name: job.name, out: job.out,
		config: job.pkgs.config(), native: true, hidden: golink.Hide(unit, job.exports),
	})
}
