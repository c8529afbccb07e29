package hub_test

import (
	"fmt"
	"sync"

	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
)

// printer is a connection that prints what a page would show.
type printer struct{ heard sync.WaitGroup }

func (p *printer) Send(parts [][]byte) error {
	for _, part := range parts {
		messages, err := page.Parse(part)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if m.Tag == page.Init || m.Tag == page.Event {
				fmt.Println(m.Ref, m.Event, m.Int())
				p.heard.Done()
			}
		}
	}
	return nil
}

func (*printer) Close(int, string) {}

func Example() {
	var h *hub.Hub
	h = hub.New(hub.Options{Deliver: func(m kernel.Message) kernel.Turn {
		if c, ok := m.(kernel.Connect); ok { // a widget's answer
			h.Handle(kernel.Init{Client: c.Client, Ref: c.Ref, View: c.View, Payload: []byte{1}})
		}
		return nil // no callbacks are left to run
	}})
	defer h.Close()

	sock := &printer{}
	sock.heard.Add(2)
	client, err := h.Attach(sock, page.Hello("", "", 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.Receive(sock, page.Connect(1, "counter", "view")); err != nil {
		fmt.Println(err)
	}
	h.Handle(kernel.Broadcast{Ref: "counter", Event: "count", Payload: []byte{2}})
	sock.heard.Wait()
	// Output:
	// counter  1
	// counter count 2
}
