package export

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/gokino/gokino/notebook"
)

// Markdown is the notebook as a Markdown file: its text and code as they are, and
// below each code cell what it has put out: text in fences, which no notebook takes
// for cells, and everything else in a quote.
func Markdown(n Notebook) string {
	m := &sheet{}
	for _, c := range n.Cells {
		if m.Len() > MaxPage {
			m.block("… The rest is left out: the file would be too large.")
			break
		}
		m.cell(c)
	}
	return m.String()
}

// sheet is Markdown being written, block by block.
type sheet struct {
	strings.Builder
	nested int // values in values so far
	spent  int // bytes of values so far
}

// maxNested is how many values in values there may be in all: frames that show
// frames could go on.
const maxNested = 10_000

// block writes a block and the blank line between blocks.
func (m *sheet) block(s string) {
	if m.Len() > 0 {
		m.WriteByte('\n')
	}
	m.WriteString(strings.TrimRight(s, "\n") + "\n")
}

func (m *sheet) cell(c Cell) {
	switch c.Kind {
	case notebook.Text:
		m.block(strings.Trim(c.Source, "\n"))
		return
	case notebook.Mod:
		m.block(fence("go.mod", c.Source))
		return
	}
	m.block(fence("go", c.Source))
	if c.Skipped {
		m.block(quote("*This cell was not run.*"))
	}
	if c.Dropped > 0 {
		m.block(quote(fmt.Sprintf("… %d outputs before these are left out", c.Dropped)))
	}
	for _, o := range c.Outputs {
		if m.Len() < MaxPage {
			m.output(o)
		}
	}
	if c.Error != nil {
		m.block(fenceOf("error", said(c.Error, c.ID), ""))
	}
	for _, note := range c.Notes {
		m.block(quote(literal(note)))
	}
}

func (m *sheet) output(o notebook.Output) {
	switch o.Kind {
	case notebook.Stdout, notebook.Stderr:
		m.block(fenceOf("output", o.Text, missing(o.Cut)))
	case notebook.Value:
		if s := m.value(o.Data, maxDeep); s != "" {
			m.block(s)
		}
	case notebook.Error:
		if o.Error != nil {
			m.block(fenceOf("error", said(o.Error, 0), ""))
		}
	case notebook.Note:
		m.block(quote(literal(o.Text)))
	}
}

// value is a value as a block of Markdown.
func (m *sheet) value(data map[string]any, deep int) string {
	if m.nested++; deep <= 0 || m.nested > maxNested || m.spent > MaxPage {
		return quote("…")
	}
	if f, ok := formOf(data[layoutType]); ok {
		return quote(m.layout(f, deep))
	}
	s := leaf(data)
	m.spent += len(s)
	return s
}

// leaf is a value that shows no others.
func leaf(data map[string]any) string {
	for _, kind := range pictures {
		if b := bytesOf(data[kind]); b != nil {
			return quote(pictureLine(kind, b, data))
		}
	}
	if f, ok := formOf(data[fieldsType]); ok {
		return quote(fieldLines(f))
	}
	if spec, ok := data[vegaType].(string); ok {
		if len(spec) > maxPre {
			return fence("output", plain(data))
		}
		return fence("vega-lite", spec)
	}
	if source, ok := data[mermaidType].(string); ok {
		return fence("mermaid", source)
	}
	if source, ok := data[markdownType].(string); ok && data[htmlType] == nil || ok && data[textType] == nil {
		look, _ := formOf(data[textType])
		return quote(strings.TrimPrefix(missing(look.count("cut"))+"\n\n"+source, "\n\n"))
	}
	if source, ok := data[htmlType].(string); ok {
		return fenceOf("html", source, "")
	}
	if f, ok := formOf(data[rowsType]); ok {
		return quote(tableOf(f))
	}
	look, _ := formOf(data[textType])
	return fenceOf("output", plain(data), missing(look.count("cut")))
}

// pictureLine is a picture with its bytes in the address.
func pictureLine(kind string, b []byte, data map[string]any) string {
	f := figure(data)
	alt := literal(cmp.Or(f.text("alt"), f.text("caption"), plain(data)))
	if len(b) > MaxPicture {
		return fmt.Sprintf("%s: a picture of %d bytes, which is left out", alt, len(b))
	}
	line := "![" + alt + "](" + dataURL(kind, b) + ")"
	if c := f.text("caption"); c != "" {
		line += "\n\n*" + literal(c) + "*"
	}
	return line
}

func (m *sheet) layout(f form, deep int) string {
	var blocks []string
	for _, item := range f.forms("items") {
		if f.text("kind") == "tabs" {
			blocks = append(blocks, "**"+literal(item.text("label"))+"**")
		}
		data, _ := formOf(item["data"])
		inner := m.value(data, deep-1)
		if strings.HasPrefix(inner, "> ") { // one quote is enough
			inner = unquote(inner)
		}
		blocks = append(blocks, inner)
	}
	return strings.Join(blocks, "\n\n")
}

// fieldLines are a control or a form as a list.
func fieldLines(f form) string {
	var b strings.Builder
	if label := f.text("label"); label != "" {
		fmt.Fprintf(&b, "**%s**\n\n", literal(label))
	}
	for _, field := range f.forms("fields") {
		value := literal(field.text("value"))
		if value == "" {
			value = "*empty*"
		}
		fmt.Fprintf(&b, "- **%s:** %s", literal(cmp.Or(field.text("label"), field.text("kind"))), value)
		for _, more := range []string{field.text("error"), field.text("help")} {
			if more != "" {
				fmt.Fprintf(&b, " (%s)", literal(more))
			}
		}
		b.WriteByte('\n')
	}
	for _, label := range f.texts("buttons") {
		fmt.Fprintf(&b, "- \\[%s\\]\n", literal(label))
	}
	if help := f.text("help"); help != "" {
		fmt.Fprintf(&b, "\n%s\n", literal(help))
	}
	return b.String()
}

// tableOf is a table of GitHub's Markdown.
func tableOf(f form) string {
	var b strings.Builder
	if name := f.text("name"); name != "" {
		fmt.Fprintf(&b, "**%s**\n\n", literal(name))
	}
	columns, rows, numbers := f.texts("columns"), f.list("rows"), f.list("numbers")
	width := len(columns)
	for _, row := range rows {
		cells, _ := row.([]any)
		width = max(width, len(cells))
	}
	if width == 0 {
		return b.String()
	}
	line := func(cell func(i int) string) {
		for i := range width {
			b.WriteString("| " + cell(i) + " ")
		}
		b.WriteString("|\n")
	}
	line(func(i int) string {
		if i < len(columns) {
			return literal(columns[i])
		}
		return ""
	})
	line(func(i int) string {
		if i < len(numbers) && numbers[i] == true {
			return "--:"
		}
		return "---"
	})
	for _, row := range rows {
		cells, _ := row.([]any)
		line(func(i int) string {
			if i < len(cells) {
				return literal(fmt.Sprint(cells[i]))
			}
			return ""
		})
	}
	if more := moreRows(f); more != "" {
		b.WriteString("\n" + more + "\n")
	}
	return b.String()
}

// special are the characters that mean something in a line of Markdown. A colon and
// dots make links of addresses, which are links then.
var special = strings.NewReplacer(
	"\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "<", "\\<", ">", "\\>",
	"|", "\\|", "~", "\\~", "&", "\\&", "$", "\\$", "#", "\\#", "!", "\\!", "(", "\\(", ")", "\\)",
)

// literal is text as one line of Markdown that means nothing else.
func literal(s string) string {
	s = strings.Join(strings.Fields(printable(s)), " ")
	return beginning.ReplaceAllString(special.Replace(s), `$1\$2`)
}

// beginning is what makes a list, a heading or a table of a line: a character, or a
// number and a dot.
var beginning = regexp.MustCompile(`^(\d*)([-+=:]|\.(?: |$))`)

// quote is blocks as a quote.
func quote(s string) string {
	return "> " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n> ")
}

func unquote(s string) string {
	return strings.ReplaceAll(strings.TrimPrefix(s, "> "), "\n> ", "\n")
}

// fence is text as it is, in a fence that is longer than any in it.
func fence(info, s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	run := "```"
	for strings.Contains(s, run) {
		run += "`"
	}
	return run + info + "\n" + strings.TrimRight(s, "\n") + "\n" + run
}

// fenceOf is a fence of text without colours, of its end where it is too long.
func fenceOf(info, s, note string) string {
	w := &writer{}
	end, more := cut(s, maxPre)
	for _, n := range []string{note, more} {
		if n != "" {
			w.WriteString(n + "\n")
		}
	}
	w.WriteString(bare(end))
	return fence(info, printable(w.String()))
}
