package control

import (
	"time"

	"github.com/gokino/gokino/live"
)

// pageContext is what handlers need of the [live.Context] they are called with. It is
// an interface because a cell compiles, for each instance of a generic type that its
// controls mention, all of the type's methods: a Context and what it leads to are 250
// functions, and 150 ms. TestThin holds it.
type pageContext interface {
	Origin() string
	Reply(value any) error
	BroadcastEvent(event string, payload any)
	EmitEvent(event any)
	SendAfter(d time.Duration, msg any) (stop func() bool)
	AllowUpload(name string, o live.UploadOptions) error
}
