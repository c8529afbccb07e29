package kernel_test

import (
	"context"
	"fmt"

	"github.com/gokino/gokino/kernel"
)

// A scope ends what was made in it, and waits.
func ExampleScope() {
	k := kernel.New(kernel.Options{})
	scope := k.Open(1)
	scope.Go("ticker", func(ctx context.Context) {
		<-ctx.Done()
		fmt.Println("ticker ends")
	})
	fmt.Println("left:", scope.Close(context.Background()))
	// Output:
	// ticker ends
	// left: []
}

func ExampleKernel_Subscribe() {
	k := kernel.New(kernel.Options{})
	sub := k.Subscribe("weather")
	defer sub.Close()
	k.Publish("weather", "sun")
	k.Publish("weather", "rain")
	k.EndTopic("weather")
	for batch := sub.Next(context.Background()); batch != nil; batch = sub.Next(context.Background()) {
		for _, d := range batch {
			fmt.Println(d.Topic, d.Value)
		}
	}
	// Output:
	// weather sun
	// weather rain
}

// A task watches its context, and ends with its cell or with Stop.
func ExampleGo() {
	ticks := kernel.Go("ticks", func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	})
	fmt.Println(ticks)
	ticks.Stop()
	fmt.Println(ticks)
	// Output:
	// ticks, running
	// ticks, ended
}
