package control

import (
	"fmt"
	"maps"
	"reflect"
	"sync"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
)

// builtin is the browser half of all controls: jsassets/src/builtin/control.ts.
var builtin = jsassets.Builtin("control")

// props are the members of a control as its pages know them.
type props map[string]any

// panel is a control without the type of its events: what its pages show, the
// same for all, and the live widget behind it. Controls embed it and are thin around
// it: each cell compiles the generic code that it uses anew.
type panel struct {
	kind   string
	widget *live.Widget

	mu    sync.Mutex
	props props
}

// newPanel makes a panel of a kind; what is zero in more is left out.
func newPanel(kind, label string, more props) *panel {
	p := &panel{kind: kind, props: props{"kind": kind, "label": label}}
	for name, v := range more {
		if v != nil && v != "" && v != false {
			p.props[name] = v
		}
	}
	return p
}

// put changes one member without telling the pages.
func (p *panel) put(name string, v any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.props[name] = v
}

// start makes the widget, whose events h handles. Inlined into a cell it would bring
// the widget's server along, see [pageContext].
//
//go:noinline
func (p *panel) start(h handler) *panel {
	p.widget = live.New(definition{p, h}, struct{}{}, live.Options{Assets: builtin, Name: p.name()})
	return p
}

// tell puts a message into the widget's line. To one that has ended there is
// nothing to tell.
func (p *panel) tell(msg any) { _ = p.widget.Cast(msg) }

// again are the names of members to tell the pages of, as they are by then: where
// several change one at a time, whoever tells last tells what holds.
type again []string

// fieldAgain is [again] for a member of a form's field.
type fieldAgain struct{ name, member string }

// set changes one member and tells the pages, if it is another than before.
func (p *panel) set(name string, v any) {
	if p.swap(name, v) {
		p.tell(again{name})
	}
}

// swap changes one member and reports whether it is another than before; false is
// what a member is that was never set.
func (p *panel) swap(name string, v any) (changed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	was, has := p.props[name]
	p.props[name] = v
	if !has && v == false {
		delete(p.props, name)
		return false
	}
	return !reflect.DeepEqual(was, v)
}

func (p *panel) get(name string) any {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.props[name]
}

// some are the members of these names.
func (p *panel) some(names []string) map[string]any {
	p.mu.Lock()
	defer p.mu.Unlock()
	members := map[string]any{}
	for _, name := range names {
		members[name] = p.props[name]
	}
	return members
}

// usable reports whether events of the pages count.
func (p *panel) usable() bool {
	return p.get("disabled") != true && p.get("loading") != true
}

func (p *panel) copy() props {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.props)
}

func (p *panel) name() string {
	label, _ := p.get("label").(string)
	return fmt.Sprintf("%s %q", p.kind, label)
}

// handler handles what pages push.
type handler interface {
	handle(ctx pageContext, event string, p live.Payload) error
}

// finisher is a handler that learns of the end of its control.
type finisher interface{ finish() }

// preparer is a handler with something to do before clients come.
type preparer interface {
	prepare(ctx pageContext) error
}

// watcher is a handler that learns which clients show the control.
type watcher interface {
	connected(client string)
	disconnected(ctx pageContext, client string)
	info(msg any)
}

// always tells what pages may do with a control that cannot be used: play what is
// there, and let go of it.
func always(event string) bool { return event == "content" || event == "drop" }

// definition is the live widget that every control is.
type definition struct {
	panel   *panel
	handler handler
}

// Init lets the handler prepare.
func (d definition) Init(ctx *live.Context[struct{}], _ struct{}) error {
	if p, ok := d.handler.(preparer); ok {
		return p.prepare(ctx)
	}
	return nil
}

// HandleConnect is what a page begins with.
func (d definition) HandleConnect(ctx *live.Context[struct{}]) (any, error) {
	if w, ok := d.handler.(watcher); ok {
		w.connected(ctx.Origin())
	}
	return map[string]any(d.panel.copy()), nil
}

// HandleDisconnect tells the handler.
func (d definition) HandleDisconnect(ctx *live.Context[struct{}]) error {
	if w, ok := d.handler.(watcher); ok {
		w.disconnected(ctx, ctx.Origin())
	}
	return nil
}

// HandleInfo gives the handler what it has sent itself.
func (d definition) HandleInfo(_ *live.Context[struct{}], msg any) error {
	if w, ok := d.handler.(watcher); ok {
		w.info(msg)
	}
	return nil
}

// HandleEvent leaves out what is pushed while the control cannot be used: a page
// may not have heard yet.
func (d definition) HandleEvent(ctx *live.Context[struct{}], event string, p live.Payload) error {
	if !always(event) && !d.panel.usable() {
		return ctx.Reply(map[string]any{"error": "This cannot be used now."})
	}
	return d.handler.handle(ctx, event, p)
}

// HandleCast sends what has changed.
func (d definition) HandleCast(ctx *live.Context[struct{}], msg any) error {
	switch m := msg.(type) {
	case again:
		ctx.BroadcastEvent("patch", d.panel.some(m))
	case fieldAgain:
		ctx.BroadcastEvent("field", map[string]any{"name": m.name, m.member: d.panel.fieldMember(m.name, m.member)})
	case whisper:
		ctx.SendEvent(m.client, m.event, m.payload)
	case shout:
		ctx.BroadcastEvent(m.event, m.payload)
	}
	return nil
}

// Terminate tells the handler.
func (d definition) Terminate(*live.Context[struct{}]) {
	if f, ok := d.handler.(finisher); ok {
		f.finish()
	}
}

// whisper and shout are events for one client and for all.
type (
	whisper struct {
		client, event string
		payload       any
	}
	shout struct {
		event   string
		payload any
	}
)
