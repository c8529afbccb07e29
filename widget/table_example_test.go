package widget_test

import (
	"context"
	"fmt"

	"github.com/gokino/gokino/widget"
)

func ExampleNewTable() {
	type city struct {
		Name   string
		People int
	}
	fmt.Println(widget.NewTable([]city{{"Oslo", 724_290}, {"Reykjavík", 139_875}}, widget.TableOptions{Name: "Cities"}))
	// Output:
	// Cities
	// Name       People
	// ─────────  ──────
	// Oslo       724290
	// Reykjavík  139875
}

func ExampleTable_Change() {
	moons := []string{"Io"}
	table := widget.NewTable(&moons, widget.TableOptions{})
	err := table.Change(context.Background(), func() { moons = append(moons, "Europa") })
	fmt.Println(err)
	fmt.Println(table)
	// Output:
	// <nil>
	// Value
	// ──────
	// Io
	// Europa
}

func ExampleNewTree() {
	fmt.Println(widget.NewTree(map[string]any{"b": []int{1, 2}, "a": nil}, widget.TreeOptions{Name: "value"}))
	// Output:
	// value: map[string]any 2 entries
	//   "a": any nil
	//   "b": []int 2 elements
	//     0: int 1
	//     1: int 2
}

func ExampleNewBars() {
	fmt.Println(widget.NewBars([]string{"Go", "CSS"}, []int{40, 10}, widget.PlotOptions{Title: "Files"}))
	// Output:
	// Files
	// Go   ████████████████████████████████████████ 40
	// CSS  ██████████ 10
}
