package loader_test

import (
	"crypto/sha256"
	"encoding/base64"
)

// mangled is the linker's short form of a long type name.
func mangled(name string) string {
	sum := sha256.Sum256([]byte(name[len("type:"):]))
	sum[0] ^= 0xff
	return "type:" + base64.StdEncoding.EncodeToString(sum[:6])
}
