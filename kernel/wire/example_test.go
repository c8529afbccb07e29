package wire_test

import (
	"fmt"

	"github.com/gokino/gokino/kernel/wire"
)

func Example() {
	payload, err := wire.Marshal(map[string]any{"x": 1, "y": []int{2, 3}})
	if err != nil {
		fmt.Println(err)
		return
	}
	message := wire.AppendValue(wire.AppendString(wire.AppendArray(nil, 2), "move"), payload)

	r := wire.NewReader(message)
	r.Array()
	event, raw := r.String(), r.Value()
	if err := r.End(); err != nil {
		fmt.Println(err)
		return
	}
	var point struct {
		X int   `json:"x"`
		Y []int `json:"y"`
	}
	err = wire.Unmarshal(raw, &point)
	fmt.Println(event, point, err)
	// Output: move {1 [2 3]} <nil>
}
