package control_test

import (
	"context"
	"fmt"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
)

func ExampleStream() {
	for ev := range control.Stream(control.Interval(time.Millisecond)).Events(context.Background()) {
		tick := ev.(control.Tick)
		fmt.Println("tick", tick.Iteration)
		if tick.Iteration == 2 {
			break
		}
	}
	// Output:
	// tick 0
	// tick 1
	// tick 2
}

func ExampleListen() {
	ctx := context.Background()
	w := live.New(emitter{}, 0, live.Options{Assets: jsassets.Inline("main.js", "")})
	l := control.Listen(w, func(event any) { fmt.Println("heard", event) })
	if err := w.Cast("a click"); err != nil {
		fmt.Println(err)
	}
	if err := w.Close(ctx); err != nil {
		fmt.Println(err)
	}
	<-l.Done()
	// Output: heard a click
}
