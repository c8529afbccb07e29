package language

import (
	"errors"
	"fmt"
	"go/format"
	"strings"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/compile"
)

// Format returns what has to be replaced in a source to make it as gofmt has it.
// What has to stay is not replaced. The error says where the source does not
// parse, as in "2:5: expected operand".
func (s *Service) Format(source string) ([]notebook.Replacement, error) {
	text, err := gofmt(source)
	if err != nil {
		var wrong compile.Errors
		if syntax := compile.Syntax(source); errors.As(syntax, &wrong) {
			return nil, fmt.Errorf("%d:%d: %s", wrong[0].Line, wrong[0].Col, wrong[0].Message)
		}
		return nil, fmt.Errorf("format: %w", err)
	}
	return differences(source, text), nil
}

// gofmt formats a cell: gofmt itself knows files and the insides of functions,
// but no mixture of both.
func gofmt(source string) (string, error) {
	passages, err := compile.Passages(source)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, p := range passages {
		code := strings.TrimSpace(p)
		if code == "" {
			continue
		}
		text, err := format.Source([]byte(code))
		if err != nil {
			return "", err
		}
		if b.Len() > 0 {
			b.WriteString("\n")
			if strings.Contains(p[:strings.Index(p, code)], "\n") {
				b.WriteString("\n") // as many blank lines as gofmt leaves
			}
		}
		b.Write(text)
	}
	return b.String(), nil
}

// differences returns the replacements that make one text of another which
// differs in nothing but white space and few other characters.
func differences(before, after string) []notebook.Replacement {
	a, b := fields(before), fields(after)
	var list []notebook.Replacement
	at := 0 // in units
	for len(a) > 0 || len(b) > 0 {
		if len(a) > 0 && len(b) > 0 && a[0] == b[0] {
			at += notebook.Units(a[0])
			a, b = a[1:], b[1:]
			continue
		}
		i, j := meet(a, b)
		gone := notebook.Units(strings.Join(a[:i], ""))
		list = append(list, trim(at, strings.Join(a[:i], ""), strings.Join(b[:j], "")))
		at += gone
		a, b = a[i:], b[j:]
	}
	return list
}

// lookAhead is how many pieces of text are compared to find where two texts are
// the same again.
const lookAhead = 40

// meet returns how many pieces of each text to pass until they are the same.
func meet(a, b []string) (i, j int) {
	for sum := 1; sum < 2*lookAhead; sum++ {
		for i := max(0, sum-lookAhead); i <= min(sum, lookAhead); i++ {
			j := sum - i
			if i < len(a) && j < len(b) && a[i] == b[j] && strings.TrimSpace(a[i]) != "" {
				return i, j
			}
		}
	}
	return len(a), len(b)
}

// trim returns the replacement of one text by another without what they have in
// common at their ends.
func trim(at int, before, after string) notebook.Replacement {
	from, to := []rune(before), []rune(after)
	start := 0
	for start < min(len(from), len(to)) && from[start] == to[start] {
		start++
	}
	end := 0
	for end < min(len(from), len(to))-start && from[len(from)-1-end] == to[len(to)-1-end] {
		end++
	}
	at += notebook.Units(string(from[:start]))
	return notebook.Replacement{
		From: at, To: at + notebook.Units(string(from[start:len(from)-end])), Insert: string(to[start : len(to)-end]),
	}
}

// fields cuts a text into runs of white space, words, and single other characters.
func fields(s string) []string {
	kind := func(r rune) int {
		switch {
		case r == ' ' || r == '\t' || r == '\n':
			return 0
		case r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7f:
			return 1
		}
		return 2
	}
	var list []string
	start, last := 0, -1
	for i, r := range s {
		if k := kind(r); i > 0 && (k != last || k == 2) {
			list = append(list, s[start:i])
			start = i
		}
		last = kind(r)
	}
	if start < len(s) {
		list = append(list, s[start:])
	}
	return list
}
