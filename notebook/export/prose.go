package export

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	source "github.com/yuin/goldmark/text"
)

// maxProse is the longest text that is rendered; a longer one is shown as it is.
const maxProse = 256 << 10

// prose renders Markdown, without raw HTML and without links that run anything.
type prose struct{ md goldmark.Markdown }

func newProse() *prose {
	return &prose{goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithXHTML()))}
}

// render gives the HTML of a text. Its highest heading is of level top, if that is
// not 0; it returns the level of the last.
func (p *prose) render(markdown string, files *os.Root, top int) (out string, last int) {
	markdown = printable(strings.ToValidUTF8(markdown, string(utf8.RuneError)))
	asIs := func() string { return "<pre tabindex=\"0\">" + escape(markdown) + "</pre>\n" }
	defer func() {
		if recover() != nil { // in the Markdown library: the text is still worth showing
			out, last = asIs(), 0
		}
	}()
	if len(markdown) > maxProse {
		return asIs(), 0
	}
	doc := p.md.Parser().Parse(source.NewReader([]byte(markdown)))
	var images []*ast.Image
	var headings []*ast.Heading
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			headings = append(headings, h)
		}
		if i, ok := n.(*ast.Image); ok && entering {
			images = append(images, i)
		}
		if l, ok := n.(*ast.Link); ok && entering && !links.Match(l.Destination) {
			l.Destination = nil
		}
		return ast.WalkContinue, nil
	})
	for _, i := range images {
		place(i, files)
	}
	last = level(headings, top)
	var b bytes.Buffer
	if err == nil {
		err = p.md.Renderer().Render(&b, []byte(markdown), doc)
	}
	if err != nil {
		return asIs(), 0
	}
	return finish.Replace(printable(b.String())), last // of &#1; too
}

// level moves headings so that the highest is of level top, if that is not 0, and
// returns the level of the last, 0 without one.
func level(headings []*ast.Heading, top int) (last int) {
	highest := 6
	for _, h := range headings {
		highest = min(highest, h.Level)
	}
	for _, h := range headings {
		if top > 0 {
			h.Level = min(h.Level-highest+top, 6)
		}
		last = h.Level
	}
	return last
}

// links are addresses that a link may lead to: of the web, of mail, or without a
// scheme.
var links = regexp.MustCompile(`^(?i:https?:|mailto:|[^:]*$|[^:]*[/?#])`)

// finish makes of the library's own markup what can be used with the keyboard, and
// of boxes to tick, which nobody can, what they say.
var finish = strings.NewReplacer(
	"<pre>", `<pre tabindex="0">`,
	`<input checked="" disabled="" type="checkbox" />`, "☑",
	`<input disabled="" type="checkbox" />`, "☐",
)

// place puts a picture's bytes into the text. One that is not in the notebook's
// folder is its description instead, and a link if it is somewhere on the web: a page
// loads nothing.
func place(i *ast.Image, files *os.Root) {
	address := string(i.Destination)
	if p := picture(files, address); p != "" {
		i.Destination = []byte(p)
		return
	}
	var instead ast.Node = ast.NewEmphasis(1)
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		link := ast.NewLink()
		link.Destination, instead = i.Destination, link
	}
	for c := i.FirstChild(); c != nil; c = i.FirstChild() {
		i.RemoveChild(i, c)
		instead.AppendChild(instead, c)
	}
	i.Parent().ReplaceChild(i.Parent(), i, instead)
}

// inText are the pictures that may stand in a text as they are.
var inText = regexp.MustCompile(`^data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]*$`)

// picture is the address of a picture in the text: its bytes, if it is a file of the
// notebook's folder or stands there, else none.
func picture(files *os.Root, address string) string {
	if inText.MatchString(address) {
		return address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || files == nil {
		return ""
	}
	kind := map[string]string{
		".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
	}[strings.ToLower(path.Ext(u.Path))]
	if kind == "" {
		return ""
	}
	b, err := readFile(files, path.Clean(u.Path))
	if err != nil {
		return ""
	}
	return dataURL(kind, b)
}

func readFile(files *os.Root, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxPicture+1))
	if err == nil && len(b) > MaxPicture {
		err = errors.New("too large")
	}
	return b, err
}

func dataURL(kind string, b []byte) string {
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(b)
}
