package live

import (
	"fmt"
	"net/url"
	"strings"
)

// pageEvent begins the names of the events that pages push by themselves; they
// are LiveView's.
const pageEvent = "lv:"

// ping is pushed by a page that wants to know when the widget has handled all
// that was pushed before: the answer says so. As the ping of Livebook's js_view.
const ping = pageEvent + "ping"

// maxPatches is how often HandleParams may send a page on.
const maxPatches = 20

// enter tells the definition where a page is.
func (s *server[S]) enter(to string) error {
	h, ok := s.def.(ParamsHandler[S])
	if !ok {
		return nil
	}
	if to == "" {
		to = "/"
	}
	u, err := url.Parse(to)
	if err != nil {
		return fmt.Errorf("the page is at %q: %w", to, err)
	}
	return h.HandleParams(&s.ctx, u)
}

// setEvent is the page's own event of ctx.model.save_changes.
const setEvent = pageEvent + "set"

// pageEvent does what a page asks for by itself.
func (s *server[S]) pageEvent(name string, p Payload) error {
	if strings.HasPrefix(name, "upload") {
		return s.uploadEvent(name, p)
	}
	var asked struct {
		Key string `json:"key"`
		URL string `json:"url"`
	}
	if err := p.Decode(&asked); err != nil {
		return err
	}
	c := s.ctx.atStage().clients[s.ctx.origin]
	if c == nil {
		return nil // its last view left in the meantime
	}
	switch name {
	case "clear-flash":
		var kinds []string
		if asked.Key != "" {
			kinds = []string{asked.Key}
		}
		return s.ctx.ClearFlash(kinds...)
	case "patch":
		to, err := target(asked.URL, nil)
		if err != nil {
			return err
		}
		if err := s.ctx.ClearFlash(); err != nil {
			return err
		}
		return s.enter(to)
	}
	return fmt.Errorf("there is no event %q: names that begin with %q are the page's own", pageEvent+name, pageEvent)
}

// patch calls HandleParams for the pages that a callback has sent elsewhere, and
// for those that HandleParams itself sends on.
func (s *server[S]) patch(view string) (all []nav, err error) {
	for range maxPatches + 1 {
		patches := s.ctx.stage.patches()
		if len(patches) == 0 {
			return all, nil
		}
		for _, n := range patches {
			if err := s.guard("HandleParams", n.client.id, view, func() error { return s.enter(n.to) }); err != nil {
				return nil, fmt.Errorf("HandleParams at %s: %w", n.to, err)
			}
		}
		all = append(all, patches...)
	}
	return nil, fmt.Errorf("HandleParams sent a page on more than %d times in a row", maxPatches)
}
