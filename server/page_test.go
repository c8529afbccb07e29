package server_test

import (
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/server"
)

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestHeaders holds what each kind of answer may do and how long it may be kept.
func TestHeaders(t *testing.T) {
	s := notebook(t, server.Options{})
	in := header{"Cookie": cookie}
	pageHTML := body(t, ask(s, "GET", "/", in))
	versioned := regexp.MustCompile(`/static/page\.js\?v=[0-9a-f]+`).FindString(pageHTML)
	if versioned == "" {
		t.Fatalf("the page loads no script: %s", pageHTML)
	}
	const keep = "max-age=31536000, immutable"
	const frame = "sandbox allow-scripts allow-downloads allow-forms allow-modals allow-popups"
	for target, want := range map[string]header{
		"/":                        {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin"},
		"/frame":                   {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache", "Content-Security-Policy": frame + "; frame-ancestors 'self'"},
		"/frame/frame.js":          {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*", "Content-Security-Policy": frame},
		"/assets/h/main.js":        {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, " + keep, "Access-Control-Allow-Origin": "*", "Content-Security-Policy": frame},
		"/assets/h/dir/a%20b.css":  {"Content-Type": "text/css; charset=utf-8"},
		"/static/page.js":          {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": ""},
		"/static/page.js?v=123456": {"Cache-Control": "no-cache"},
		versioned:                  {"Cache-Control": keep},
		"/builtin/control.js":      {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache", "Access-Control-Allow-Origin": ""},
		"/frame/mermaid.js":        {"Content-Type": "text/javascript; charset=utf-8", "Content-Encoding": "gzip", "Access-Control-Allow-Origin": "*"},
		"/embed.js":                {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"},
	} {
		res := ask(s, "GET", target, in)
		for name, value := range want {
			if got := res.Header.Get(name); got != value {
				t.Errorf("%s: %s is %q, not %q", target, name, got, value)
			}
		}
		if res.StatusCode != 200 {
			t.Errorf("%s: %d", target, res.StatusCode)
		}
	}
	policy := ask(s, "GET", "/", in).Header.Get("Content-Security-Policy")
	for _, must := range []string{"default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, must) {
			t.Errorf("the page's policy has no %s: %s", must, policy)
		}
	}
	for _, link := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(pageHTML+body(t, ask(s, "GET", "/frame", nil)), -1) {
		if res := ask(s, "GET", link[1], in); res.StatusCode != 200 || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %s", link[1], res.StatusCode, res.Header.Get("Cache-Control"))
		}
	}
}

// shown is a widget with names that want to be more than names.
type shown kernel.View

func (s shown) View() kernel.View { return kernel.View(s) }

// TestEscaping: whatever a widget or a program is called stays text.
func TestEscaping(t *testing.T) {
	s := server.New(server.Options{Prefix: `/a"b`, Kernel: kernel.New(kernel.Options{})})
	defer s.Close()
	const evil = `"><script>alert(1)</script>`
	w := shown{Ref: evil, Hash: evil, Entry: evil}
	rec := httptest.NewRecorder()
	s.Page(evil, w, w).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	for name, html := range map[string]string{"Tag": string(s.Tag(w)), "Script": string(s.Script()), "Page": rec.Body.String()} {
		if strings.Contains(html, "<script>") || strings.Contains(html, `a"b`) {
			t.Errorf("%s: %s", name, html)
		}
	}
	if n := strings.Count(rec.Body.String(), "<gokino-widget"); n != 2 || rec.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%d widgets: %s", n, rec.Body)
	}
	if tag := string(s.Tag(shown{Ref: "r", Builtin: "control"})); tag != `<gokino-widget ref="r" builtin="control"></gokino-widget>` {
		t.Error("a built-in widget:", tag)
	}
	var b strings.Builder
	page := template.Must(template.New("").Parse(`{{.Script}}{{.Tag}}`))
	if err := page.Execute(&b, map[string]any{"Script": s.Script(), "Tag": s.Tag(w)}); err != nil || !strings.Contains(b.String(), "<gokino-widget") {
		t.Error("in a template of one's own:", b.String(), err)
	}
}

// TestURL: behind something that takes a part of the path away, all that a page is
// given leads through it.
func TestURL(t *testing.T) {
	s := server.New(server.Options{URL: "/app/gokino/", Token: token, Deliver: func(kernel.Message) {}})
	defer s.Close()
	outside := http.StripPrefix("/app", s)
	in := header{"Cookie": cookie}
	frame := body(t, ask(outside, "GET", "/app/gokino/frame", nil))
	links := regexp.MustCompile(`src="([^"]+)"|href="([^"]+)"`).FindAllStringSubmatch(string(s.Script())+frame, -1)
	if len(links) != 3 {
		t.Fatalf("%d links in %s%s", len(links), s.Script(), frame)
	}
	for _, link := range links {
		if res := ask(outside, "GET", link[1]+link[2], in); res.StatusCode != 200 {
			t.Errorf("%s: %d", link[0], res.StatusCode)
		}
	}
	res := ask(outside, "GET", "/app/gokino/embed.js?token="+token+"&x=1", nil)
	if to := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || to != "/app/gokino/embed.js?x=1" {
		t.Errorf("with the token in the address: %d, to %s", res.StatusCode, to)
	}
}
