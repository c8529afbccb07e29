package live

import "github.com/gokino/gokino/kernel"

// Message is what [InfoHandler] receives from a topic.
type Message struct {
	Topic   string
	Payload any
	From    string // ref of the widget that published it; empty for other Go code

	except *Widget // does not receive it
}

// Subscribe lets [InfoHandler] receive what is published on a topic from now on,
// each as a [Message], in order, until Unsubscribe or the widget's end. A second
// Subscribe to the same topic changes nothing. The topic may be the ref of
// another widget: the payloads are then what it emits.
func (c *Context[S]) Subscribe(topic string) {
	w := c.widget
	w.life.mu.Lock()
	defer w.life.mu.Unlock()
	if w.life.ended {
		return
	}
	g := w.life.goingLocked()
	if g.topics[topic] == nil {
		g.topics[topic] = w.kernel.Forward(topic, w.hear)
	}
}

// hear puts what a topic brings into the mailbox.
func (w *Widget) hear(d kernel.Delivery) {
	m, ok := d.Value.(Message)
	if !ok {
		m = Message{Payload: d.Value}
	}
	if m.except == w {
		return
	}
	m.Topic = d.Topic
	w.box.post(info{m})
}

// Unsubscribe ends a subscription, if there is one. Messages that wait in the
// mailbox still come.
func (c *Context[S]) Unsubscribe(topic string) {
	l := &c.widget.life
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.more == nil {
		return
	}
	if s := l.more.topics[topic]; s != nil {
		s.Close()
		delete(l.more.topics, topic)
	}
}

// Publish hands a value to all that subscribed to the topic, this widget too if
// it did. The value is given away. As Phoenix.PubSub.broadcast.
func (c *Context[S]) Publish(topic string, payload any) {
	c.widget.kernel.Publish(topic, Message{Payload: payload, From: c.widget.view.Ref})
}

// PublishOthers is Publish to all but this widget. As
// Phoenix.PubSub.broadcast_from.
func (c *Context[S]) PublishOthers(topic string, payload any) {
	c.widget.kernel.Publish(topic, Message{Payload: payload, From: c.widget.view.Ref, except: c.widget})
}
