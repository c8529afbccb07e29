package runtime_test

import (
	"fmt"
	"log"
	"os"

	"github.com/gokino/gokino/kernel/link"
	"github.com/gokino/gokino/notebook/runtime"
	"github.com/gokino/gokino/notebook/runtime/cellcall"
	"github.com/gokino/gokino/notebook/runtime/protocol"
)

// A host runs a cell in a runtime that, as in tests, is in its own process.
func Example() {
	host, line := link.Pipe()
	loader := &cells{funcs: map[string]func(){"main.cell": func() { _, _ = cellcall.Println("hello") }}}
	ended := make(chan error)
	go func() { ended <- runtime.Serve(runtime.Options{Line: line, Loader: loader}) }()

	if err := host.Send(protocol.Encode(protocol.Run{Eval: 1, Cell: 3, Entry: "main.cell"})); err != nil {
		fmt.Println(err)
	}
	for {
		frame, err := host.Recv()
		if err != nil {
			fmt.Println(err)
			return
		}
		m, _ := protocol.Decode(frame)
		switch m := m.(type) {
		case protocol.Text:
			fmt.Printf("evaluation %d printed %q\n", m.Eval, m.Parts[0].Text)
		case protocol.Done:
			fmt.Println("evaluation", m.Eval, "ended:", m.Status)
			_ = host.Close()
			<-ended
			log.SetOutput(os.Stderr)
			return
		}
	}
	// Output:
	// evaluation 1 printed "hello\n"
	// evaluation 1 ended: ok
}
