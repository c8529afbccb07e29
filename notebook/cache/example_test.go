package cache_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gokino/gokino/notebook/cache"
)

func Example() {
	dir, _ := os.MkdirTemp("", "cache")
	defer os.RemoveAll(dir)
	c, err := cache.Open(dir, cache.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()

	folder, _ := c.Folder("build", "1f2e")
	program := filepath.Join(folder, "program")
	make := func(tmp string) error {
		fmt.Println("made")
		return os.WriteFile(tmp, []byte("code"), 0o600)
	}
	fmt.Println(c.Make(program, nil, make), c.Make(program, nil, make))

	_ = os.WriteFile(program, []byte("other code"), 0o600)
	fmt.Println(c.Have(program))
	// Output:
	// made
	// <nil> <nil>
	// false
}
