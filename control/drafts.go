package control

import (
	"slices"
	"strconv"
	"time"

	"github.com/gokino/gokino/live"
)

// grace is how long files in forms wait for a page that has gone. As the files of
// Kino.Input.file.
const grace = 15 * time.Second

// maxDrafts is how many values made of files a form holds for one client; of more
// it drops the oldest.
const maxDrafts = 64

// drafts are the files that clients have chosen in a form. They belong to the line
// of the form's callbacks.
type drafts struct {
	clients map[string]*drafting
	named   int
}

// drafting is what one client has chosen.
type drafting struct {
	views int
	held  []draft // the oldest first
}

// draft is the value of a field, by the name that its page knows it by.
type draft struct {
	id, field string
	held
}

// keep keeps a value and makes a name for it.
func (ds *drafts) keep(client, field string, h held) (id string) {
	ds.named++
	d := draft{strconv.Itoa(ds.named), field, h}
	c := ds.of(client)
	c.held = append(c.held, d)
	if len(c.held) > maxDrafts {
		c.held = slices.Delete(c.held, 0, 1)
	}
	return d.id
}

func (ds *drafts) of(client string) *drafting {
	if ds.clients == nil {
		ds.clients = map[string]*drafting{}
	}
	if ds.clients[client] == nil {
		ds.clients[client] = &drafting{}
	}
	return ds.clients[client]
}

func (ds *drafts) find(client, field, id string) (h held, ok bool) {
	if c := ds.clients[client]; c != nil {
		for _, d := range c.held {
			if d.id == id && (field == "" || d.field == field) {
				return d.held, true
			}
		}
	}
	return held{}, false
}

func (ds *drafts) drop(client string, ids []string) {
	if c := ds.clients[client]; c != nil {
		c.held = slices.DeleteFunc(c.held, func(d draft) bool { return slices.Contains(ids, d.id) })
	}
}

// filesOf is the name of a field's files on the wire.
func filesOf(field string) string { return upload + ":" + field }

// prepare lets clients send files.
func (h *formHandler) prepare(ctx pageContext) error {
	for _, part := range h.parts {
		if part.sent == nil {
			continue
		}
		if err := ctx.AllowUpload(filesOf(part.name), part.sent.limits); err != nil {
			return err
		}
	}
	return nil
}

// uploaded takes the files that a client has sent for a field. The reply has their
// name, or what is wrong with them.
func (h *formHandler) uploaded(ctx pageContext, p live.Payload) error {
	var said struct {
		Field string `json:"field"`
	}
	if err := p.Decode(&said); err != nil {
		return err
	}
	part, _ := h.part(said.Field)
	if part.sent == nil {
		return unknown("uploaded")
	}
	raw, err := part.sent.take(ctx, filesOf(part.name), p)
	if err != nil {
		return err
	}
	if raw == nil {
		return ctx.Reply(props{}) // none was accepted
	}
	value, err := part.hold(raw)
	if err != nil {
		return ctx.Reply(props{"error": err.Error()})
	}
	id := h.drafts.keep(ctx.Origin(), part.name, value)
	return ctx.Reply(props{"id": id, "value": value.raw})
}

// drop drops what a client has cleared or replaced.
func (h *formHandler) drop(ctx pageContext, p live.Payload) error {
	var ids []string
	if err := p.Decode(&ids); err != nil {
		return err
	}
	h.drafts.drop(ctx.Origin(), ids)
	return nil
}

func (h *formHandler) content(ctx pageContext, p live.Payload) error {
	var asked struct {
		ID string `json:"id"`
	}
	if err := p.Decode(&asked); err != nil {
		return err
	}
	value, _ := h.drafts.find(ctx.Origin(), "", asked.ID)
	return content(ctx, value, p)
}

// left is the message that a client's last view of a form left a while ago.
type left struct{ client string }

func (h *formHandler) connected(client string) {
	if slices.ContainsFunc(h.parts, func(part formPart) bool { return part.sent != nil }) {
		h.drafts.of(client).views++
	}
}

func (h *formHandler) disconnected(ctx pageContext, client string) {
	c := h.drafts.clients[client]
	if c == nil {
		return
	}
	switch c.views--; {
	case c.views > 0:
	case len(c.held) == 0:
		delete(h.drafts.clients, client)
	default:
		ctx.SendAfter(grace, left{client})
	}
}

func (h *formHandler) info(msg any) {
	if gone, ok := msg.(left); ok {
		if c := h.drafts.clients[gone.client]; c != nil && c.views <= 0 {
			delete(h.drafts.clients, gone.client)
		}
	}
}
