// Package screen makes little applications whose every visitor has a state of
// their own. As Kino.Screen.
//
//	screen.New(0, func(v *screen.View[int], n int) any {
//		more := control.Button("More")
//		screen.On(v, more, func(_ control.Click, n int) int { return n + 1 })
//		return widget.Grid(widget.GridOptions{}, widget.Text(fmt.Sprint(n)), more)
//	})
//
// # Guarantees
//
//   - Each client has a state, which begins as New says; what it does changes that
//     alone (TestScreen).
//   - Functions of one client run one at a time, in the order of its events, and
//     each event is applied to the state that the one before it left, once
//     (TestEveryEvent).
//   - A function that panics leaves the state as it was, and is shown in the cell;
//     other clients do not notice (TestPanics).
//   - The state is kept over a lost connection, and ends [live.DefaultGrace] after
//     the client has gone. Controls end when a new rendering takes their place
//     (TestControlsEnd).
package screen
