package widget

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// shorten is s, or the beginning of it that has at most max bytes, and how much is
// missing.
func shorten(s string, max int) string {
	cut := cutAt(s, max)
	return s[:cut] + missing(len(s)-cut)
}

// quoted is shorten for a string as Go source; max does not count what the quotes
// and backslashes take.
func quoted(s string, max int) string {
	cut := cutAt(s, max)
	return strconv.Quote(s[:cut]) + missing(len(s)-cut)
}

// missing says that bytes were cut off, if any were.
func missing(bytes int) string {
	if bytes == 0 {
		return ""
	}
	return fmt.Sprintf("… %d more bytes", bytes)
}

// cutAt is where s is cut to have at most max bytes and only whole letters.
func cutAt(s string, max int) int {
	if len(s) <= max {
		return len(s)
	}
	for max > 0 && !utf8.RuneStart(s[max]) {
		max--
	}
	return max
}

// endAt is where the end of s begins that has at most max bytes and only whole
// letters.
func endAt(s string, max int) int {
	at := len(s) - max
	if at <= 0 {
		return 0
	}
	for at < len(s) && !utf8.RuneStart(s[at]) {
		at++
	}
	return at
}
