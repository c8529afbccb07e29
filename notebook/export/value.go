package export

import (
	"cmp"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// value writes a value in the first of its forms that a page shows; deep is how many
// more may stand in each other.
func (w *writer) value(data map[string]any, deep int) {
	if !w.room() {
		return
	}
	if deep <= 0 {
		w.WriteString("<p class=\"note\">…</p>\n")
		return
	}
	for _, kind := range pictures {
		if b := bytesOf(data[kind]); b != nil {
			w.picture(kind, b, data)
			return
		}
	}
	for kind, v := range data {
		if strings.HasPrefix(kind, "audio/") || strings.HasPrefix(kind, "video/") {
			w.media(kind, bytesOf(v), data)
			return
		}
	}
	if f, ok := formOf(data[layoutType]); ok {
		w.layout(f, deep)
		return
	}
	w.written(data)
}

// written writes what is no picture and no layout.
func (w *writer) written(data map[string]any) {
	if f, ok := formOf(data[fieldsType]); ok {
		w.fields(f)
	} else if bars := formsOf(data[progressType]); bars != nil {
		w.progress(bars)
	} else if f, ok := formOf(data[treeType]); ok {
		w.tree(f)
	} else if spec, ok := data[vegaType].(string); ok {
		w.chart(spec, data)
	} else if source, ok := data[mermaidType].(string); ok {
		w.diagram(source, data)
	} else if source, ok := data[htmlType].(string); ok {
		w.document(source, data)
	} else if source, ok := data[markdownType].(string); ok {
		w.markdown(source, data)
	} else if f, ok := formOf(data[rowsType]); ok {
		w.rows(f)
	} else {
		f, _ := formOf(data[textType])
		w.plain(plain(data), f)
	}
}

// picture writes a picture. In an <img> even SVG runs nothing and loads nothing.
func (w *writer) picture(kind string, b []byte, data map[string]any) {
	f := figure(data)
	alt := cmp.Or(f.text("alt"), f.text("caption"), plain(data))
	if len(b) > MaxPicture {
		w.markup("<p class=\"note\">%s: a picture of %d bytes, which is left out</p>\n", alt, len(b))
		return
	}
	w.WriteString("<figure>")
	w.markup(`<img alt="%s" src="data:%s;base64,`, alt, kind)
	w.WriteString(base64.StdEncoding.EncodeToString(b))
	w.WriteByte('"')
	if width := f.count("width"); width > 0 {
		w.markup(` width="%d"`, width)
	}
	w.WriteString(" />")
	w.caption(f)
	w.WriteString("</figure>\n")
}

func (w *writer) caption(f form) {
	if c := f.text("caption"); c != "" {
		w.markup("<figcaption>%s</figcaption>", c)
	}
}

// mediaTypes are what may stand in the address of a sound or a film.
var mediaTypes = regexp.MustCompile(`^(audio|video)/[a-z0-9.+-]+$`)

// media writes a sound or a film that a browser plays.
func (w *writer) media(kind string, b []byte, data map[string]any) {
	label := cmp.Or(figure(data).text("alt"), plain(data))
	if len(b) > MaxPicture || !mediaTypes.MatchString(kind) {
		w.markup("<p class=\"note\">%s</p>\n", plain(data))
		return
	}
	tag, _, _ := strings.Cut(kind, "/")
	w.markup("<figure><"+tag+` controls="" aria-label="%s" src="data:%s;base64,`, label, kind)
	w.WriteString(base64.StdEncoding.EncodeToString(b))
	w.markup("\"></"+tag+"><figcaption>%s</figcaption></figure>\n", label)
}

// layout writes values side by side, or one below the other under their labels.
func (w *writer) layout(f form, deep int) {
	if f.text("kind") == "tabs" {
		for _, item := range f.forms("items") {
			w.markup("<div class=\"tab\" role=\"group\" aria-label=\"%s\"><p class=\"tab-label\">%s</p>\n", item.text("label"), item.text("label"))
			data, _ := formOf(item["data"])
			w.value(data, deep-1)
			w.WriteString("</div>\n")
		}
		return
	}
	class := "grid"
	if f.is("boxed") {
		class += " boxed"
	}
	w.markup("<div class=\"%s\" style=\"--columns:", class)
	for _, c := range f.list("columns") {
		w.markup("minmax(0,%dfr) ", min(max(int(number(c)), 1), 1000))
	}
	w.markup(";gap:%dpx\">\n", min(max(f.count("gap"), 0), 200))
	for _, item := range f.forms("items") {
		w.WriteString("<div>")
		data, _ := formOf(item["data"])
		w.value(data, deep-1)
		w.WriteString("</div>\n")
	}
	w.WriteString("</div>\n")
}

// diagram writes the source of a diagram.
func (w *writer) diagram(source string, data map[string]any) {
	w.WriteString("<figure>")
	w.pre("mermaid", "", source)
	w.caption(figure(data))
	w.WriteString("</figure>\n")
}

// document writes HTML of a cell's into a frame that runs nothing and reaches
// nothing.
func (w *writer) document(source string, data map[string]any) {
	title := cmp.Or(figure(data).text("alt"), "HTML")
	if len(source) > MaxPicture {
		w.markup("<p class=\"note\">%s of %d bytes is left out</p>\n", title, len(source))
		return
	}
	w.markup("<iframe sandbox=\"\" title=\"%s\"", title)
	if height := figure(data).count("height"); height > 0 {
		w.markup(" style=\"height:%dpx\"", min(height, 2000))
	}
	w.markup(" srcdoc=\"%s\"></iframe>\n", source)
}

// markdown writes a text of a cell's.
func (w *writer) markdown(source string, data map[string]any) {
	look, _ := formOf(data[textType])
	w.note(missing(look.count("cut")))
	w.WriteString("<div class=\"prose\">")
	html, _ := w.prose.render(source, nil, min(w.level+1, 6))
	w.WriteString(html)
	w.WriteString("</div>\n")
}

// styles are values of CSS that name a colour, a weight or a size and nothing else:
// words, numbers, and the functions that make colours of them.
var styles = regexp.MustCompile(`^(?:(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|light-dark|color-mix|calc)\(|[A-Za-z0-9#%., )+/-]){1,100}$`)

// plain writes a text with its look.
func (w *writer) plain(s string, look form) {
	w.note(missing(look.count("cut")))
	class, style := "text", ""
	switch {
	case look.text("tone") == "error":
		class = "text error"
	case look.is("terminal"):
		class = "terminal"
	}
	for _, p := range []struct{ member, property string }{{"color", "color"}, {"weight", "font-weight"}, {"size", "font-size"}} {
		v := look.text(p.member)
		if styles.MatchString(v) {
			style += p.property + ":" + v + ";"
		}
	}
	w.pre(class, style, s)
}

// pre writes a text as it is, the end of one that is too long.
func (w *writer) pre(class, style, s string) {
	s, note := cut(s, maxPre)
	w.note(note)
	w.markup(`<pre class="%s"`, class)
	if wide(s) {
		w.WriteString(` data-wide="" tabindex="0"`)
	}
	if style != "" {
		w.markup(` style="%s"`, style)
	}
	w.WriteString(">\n") // the first line end of a <pre> does not count
	if slices.Contains([]string{"terminal", "stdout", "stderr"}, class) {
		w.terminal(s)
	} else {
		w.text(s)
	}
	w.WriteString("</pre>\n")
}

// wide reports whether a text has a line that the column of a page does not hold: it
// can be scrolled then, also with the keyboard.
func wide(s string) bool {
	for line := range strings.Lines(s) {
		if len(line) > 95 && utf8.RuneCountInString(line) > 95 {
			return true
		}
	}
	return false
}

func (w *writer) note(s string) {
	if s != "" {
		w.markup("<p class=\"note\">%s</p>\n", s)
	}
}
