package session

import (
	"time"

	"github.com/gokino/gokino/kernel"
)

// TestFile is a notebook's file, for tests that stop a save half-way.
type TestFile struct{ f *file }

func OpenTestFile(path string, step func(string) error) (TestFile, error) {
	f, err := openFile(path)
	if err == nil && step != nil {
		f.step = step
	}
	return TestFile{f}, err
}

func (t TestFile) Save(contents []byte, now time.Time) (string, error) {
	return t.f.save(contents, now)
}

// Inbox is a session's inbox, for tests of its bounds.
type Inbox struct{ b *inbox }

func NewInbox() Inbox { return Inbox{newInbox()} }

func (i Inbox) Output(o Output) { i.b.put(&outputNotice{output: o}) }

func (i Inbox) Client(m kernel.Message) { i.b.put(clientNotice{m}) }

// Take gives what waits: the outputs, and how many messages and refusals of messages.
func (i Inbox) Take() (outputs []Output, messages, refusals int, lost map[int]int) {
	notices, lost, _ := i.b.take(true)
	for _, n := range notices {
		switch n := n.(type) {
		case *outputNotice:
			outputs = append(outputs, n.output)
		case clientNotice:
			messages++
		case overflowNotice:
			refusals++
		}
	}
	return outputs, messages, refusals, lost
}
