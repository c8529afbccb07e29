package compile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// digest names a value of the cache by what it is made from.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
