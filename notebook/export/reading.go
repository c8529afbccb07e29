package export

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
)

// colours are those of an input.
var colours = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// fields writes a control or a form as something to read.
func (w *writer) fields(f form) {
	label := f.text("label")
	w.WriteString("<div class=\"control\"")
	if label != "" {
		w.markup(` role="group" aria-label="%s"><p class="control-label">%s</p>`, label, label)
	} else {
		w.WriteString(">")
	}
	if list := f.forms("fields"); len(list) > 0 {
		w.WriteString("<dl>")
		for _, field := range list {
			w.field(field)
		}
		w.WriteString("</dl>")
	}
	for _, b := range f.texts("buttons") {
		w.markup("<p><span class=\"button\">%s</span></p>", b)
	}
	if help := f.text("help"); help != "" {
		w.markup("<p class=\"help\">%s</p>", help)
	}
	w.WriteString("</div>\n")
}

func (w *writer) field(f form) {
	value := f.text("value")
	w.markup("<div><dt>%s</dt><dd>", cmp.Or(f.text("label"), f.text("kind")))
	switch {
	case value == "":
		w.WriteString("<span class=\"empty\">empty</span>")
	case f.text("kind") == "color" && colours.MatchString(value):
		w.markup("<span class=\"swatch\" style=\"background:%s\"></span> %s", value, value)
	default:
		w.markup("<span class=\"value\">%s</span>", value)
	}
	if e := f.text("error"); e != "" {
		w.markup(" <span class=\"error\">%s</span>", e)
	}
	if help := f.text("help"); help != "" {
		w.markup(" <span class=\"help\">%s</span>", help)
	}
	w.WriteString("</dd></div>")
}

// progress writes bars as they stand.
func (w *writer) progress(bars []form) {
	w.WriteString("<ul class=\"progress\">\n")
	for _, b := range bars {
		w.markup("<li style=\"margin-left:%dem\">", min(max(b.count("depth"), 0), 20))
		name := cmp.Or(b.text("name"), "Progress")
		w.markup("<span>%s</span> ", name)
		if total := b.count("total"); total > 0 {
			w.markup("<progress aria-label=\"%s\" max=\"%d\" value=\"%d\"></progress> ", name, total, min(max(b.count("done"), 0), total))
		}
		w.markup("<span class=\"help\">%s</span></li>\n", barText(b))
	}
	w.WriteString("</ul>\n")
}

// barText is what a bar says beside its name.
func barText(b form) string {
	said := []string{}
	for _, member := range []string{"count", "rate", "left"} {
		if s := b.text(member); s != "" {
			said = append(said, s)
		}
	}
	if s := b.text("state"); s != "" && s != "done" {
		said = append(said, "failed: "+s)
	}
	return strings.Join(said, ", ")
}

// openChildren is how many children a branch below the root may have to be open.
const openChildren = 10

// tree writes the first levels of a value, to be opened.
func (w *writer) tree(f form) {
	w.WriteString("<div class=\"tree\">\n")
	w.branch(f, 0)
	w.WriteString("</div>\n")
}

func (w *writer) branch(f form, depth int) {
	if !w.room() || depth > maxDeep {
		return
	}
	children := f.forms("children")
	if len(children) == 0 {
		w.WriteString("<div class=\"leaf\">")
		w.node(f)
		w.WriteString("</div>\n")
		return
	}
	w.WriteString("<details")
	if depth == 0 || depth == 1 && len(children) <= openChildren {
		w.WriteString(` open=""`)
	}
	w.WriteString("><summary>")
	w.node(f)
	w.WriteString("</summary>\n")
	for _, c := range children {
		w.branch(c, depth+1)
	}
	if more := f.count("more"); more > 0 {
		w.markup("<p class=\"note\">… %d more</p>\n", more)
	}
	w.WriteString("</details>\n")
}

func (w *writer) node(f form) {
	if key := f.text("key"); key != "" {
		class := "key"
		if f.is("hidden") {
			class = "key hidden"
		}
		w.markup("<span class=\"%s\">%s</span>: ", class, key)
	}
	if t := f.text("type"); t != "" {
		w.markup("<span class=\"type\">%s</span> ", t)
	}
	w.text(f.text("text"))
	if more := f.count("more"); more > 0 && len(f.forms("children")) == 0 {
		w.text(", not shown")
	}
}

// rows writes a table.
func (w *writer) rows(f form) {
	name := cmp.Or(f.text("name"), "Table")
	numbers := f.list("numbers")
	number := func(i int) string {
		if i < len(numbers) && numbers[i] == true {
			return ` class="number"`
		}
		return ""
	}
	w.markup("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"%s\"><table>", name)
	if f.text("name") != "" {
		w.markup("<caption>%s</caption>", name)
	}
	columns := f.texts("columns")
	if len(columns) > 0 {
		w.WriteString("<thead><tr>")
		for i, c := range columns {
			w.markup("<th scope=\"col\""+number(i)+">%s</th>", c)
		}
		w.WriteString("</tr></thead>")
	}
	w.WriteString("<tbody>\n")
	for _, row := range f.list("rows") {
		if !w.room() {
			break
		}
		cells, _ := row.([]any)
		w.WriteString("<tr>")
		for i, c := range cells {
			if len(columns) == 0 && i == 0 {
				w.markup("<th scope=\"row\">%s</th>", fmt.Sprint(c))
			} else {
				w.markup("<td"+number(i)+">%s</td>", fmt.Sprint(c))
			}
		}
		w.WriteString("</tr>\n")
	}
	w.WriteString("</tbody></table></div>\n")
	w.note(moreRows(f))
}

// moreRows is what is said of rows that are missing.
func moreRows(f form) string {
	switch more := f.count("more"); {
	case more > 0:
		return fmt.Sprintf("… %d more rows", more)
	case more < 0:
		return "… more rows"
	}
	return ""
}
