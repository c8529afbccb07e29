package engine

import (
	"strings"

	"github.com/gokino/gokino/kernel"
)

// maxTail bounds what a [Death] quotes of the process's last words.
const maxTail = 8 << 10

// reasonOf says in a line why a process ended: what Go wrote about a fatal error
// if it did, else how the operating system saw it end. Of some fatal errors Go
// writes the first line only to descriptor 2.
func reasonOf(crash, stderr, state string) string {
	for line := range strings.Lines(crash) {
		line = strings.TrimSpace(line)
		for _, head := range []string{fatalHead, "panic: ", "SIG"} {
			if strings.HasPrefix(line, head) {
				return kernel.PlainName(line)
			}
		}
	}
	if i := strings.LastIndex(stderr, fatalHead); crash != "" && i >= 0 {
		line, _, _ := strings.Cut(stderr[i:], "\n")
		return kernel.PlainName(line)
	}
	return state
}

const fatalHead = "fatal error: "

// lastWords is what there is to quote: the crash text from its beginning, where
// the reason is, else the end of what was printed.
func lastWords(crash, stderr string) string {
	if crash != "" {
		if len(crash) > maxTail {
			crash = crash[:maxTail] + "\n…"
		}
		return clean(crash)
	}
	return clean(tail(stderr))
}

// tail is the end of s.
func tail(s string) string { return s[max(0, len(s)-maxTail):] }

func clean(s string) string {
	return kernel.PlainName(strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD"))
}
