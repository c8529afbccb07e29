package control

// watch keeps what pages are shown of the cells that have read the input.
func (e *entry) watch() {
	if e.name == "" {
		return
	}
	release := e.scope.Kernel().WatchBound(e.name, e.mark)
	e.marking.Lock()
	e.unwatch = release
	e.marking.Unlock()
	e.mark()
}

// mark tells pages whether a cell has read another value than the input has now.
func (e *entry) mark() {
	e.marking.Lock() // what was asked last is what is put last
	_, outdated := e.scope.Kernel().Bound(e.name)
	changed := e.panel.swap("changed", outdated)
	e.marking.Unlock()
	if changed {
		e.panel.tell(again{"changed"})
	}
}

// readers are the cells that Enter in the field runs.
func (e *entry) readers() []int {
	if e.name == "" {
		return []int{}
	}
	cells, _ := e.scope.Kernel().Bound(e.name)
	return append([]int{}, cells...)
}

// finish forgets the value of an input that has ended; runs that began before go
// on seeing it. Which cells have read it counts for the one that the cell makes in
// its place.
func (e *entry) finish() {
	e.panel.widget.Kernel().DropValue(e.panel.widget.Ref())
	e.marking.Lock()
	defer e.marking.Unlock()
	if e.unwatch != nil {
		e.unwatch()
	}
}
