package export

import "strings"

// maxText is how many bytes of text a value has at most.
const maxText = 1 << 20

// Text is a value as text: Markdown, where it has that, or else its text form, with
// the caption below; of a layout that of the values in it.
func Text(data map[string]any) string {
	left := maxText
	return text(data, maxDeep, &left)
}

func text(data map[string]any, deep int, left *int) string {
	if *left -= 16; *left <= 0 || deep <= 0 { // so many values are too much, too
		return "…"
	}
	if layout, ok := formOf(data[layoutType]); ok {
		items := layout.forms("items")
		texts := make([]string, len(items))
		for i, item := range items {
			inner, _ := item["data"].(map[string]any)
			texts[i] = text(inner, deep-1, left)
			if layout.text("kind") == "tabs" {
				texts[i] = item.text("label") + ":\n  " + strings.ReplaceAll(strings.TrimRight(texts[i], "\n"), "\n", "\n  ")
			}
		}
		return strings.Join(texts, "\n")
	}
	s, ok := data[markdownType].(string)
	if !ok {
		s = plain(data)
	}
	if c := figure(data).text("caption"); c != "" && c != s {
		s = strings.TrimRight(s, "\n") + "\n" + c
	}
	*left -= len(s)
	return s
}
