package upload_test

import (
	"context"
	"fmt"
	"os"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/upload"
)

func ExampleStore() {
	dir, err := os.MkdirTemp("", "uploads")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store := upload.New(upload.Options{Dir: dir, Deliver: func(m kernel.Message) {
		u := m.(kernel.Uploaded)
		fmt.Println(u.Entry, u.Received, u.Path != "")
	}})
	defer store.Close()

	store.Handle(kernel.Grant{Client: "page", Ref: "widget", Entry: "notes.txt", Token: "secret", Size: 11})
	sendPart(store, 0, "hello ")
	offset, size, err := store.Offset(context.Background(), "secret")
	fmt.Println(offset, size, err)
	sendPart(store, offset, "world")
	// Output:
	// notes.txt 6 false
	// 6 11 <nil>
	// notes.txt 11 true
}

func sendPart(store *upload.Store, start uint64, part string) {
	t, err := store.Begin(context.Background(), "secret", start, func() {})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := t.Write([]byte(part)); err != nil {
		fmt.Println(err)
	}
	if _, err := t.Close(); err != nil {
		fmt.Println(err)
	}
}
