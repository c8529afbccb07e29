package livetest

import (
	"fmt"
	"maps"
)

// Model is the widget's mirrored state as JavaScript has it in ctx.model, once
// the widget has handled all it was sent before.
func (c *Client) Model() map[string]any {
	c.w.t.Helper()
	c.w.settle()
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.model)
}

// WantModel waits for the client's next message and wants it to bring these new
// values of mirrored state, and no others. What came with the init data is in
// [Client.Model].
func (c *Client) WantModel(patch map[string]any) {
	c.w.t.Helper()
	m := c.next("model", fmt.Sprintf("the new values %v", patch))
	c.compare("the new values", m, patch)
}

// Save writes mirrored state as JavaScript does: ctx.model.set for each key, then
// save_changes. Its promise is the answer: nil, or why a value was refused.
func (c *Client) Save(values map[string]any) *Answer {
	c.w.t.Helper()
	return c.Ask("lv:set", values)
}

// mirror takes a model, or a patch to it.
func (c *Client) mirror(encoded []byte, whole bool) {
	values, _ := value(encoded).(map[string]any)
	c.mu.Lock()
	connected := c.connected
	if whole || c.model == nil {
		c.model = map[string]any{}
	}
	if whole || connected {
		maps.Copy(c.model, values)
	}
	c.mu.Unlock()
	if !whole && connected {
		c.queue.put(message{kind: "model", payload: encoded})
	}
}
