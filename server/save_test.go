package server_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/server"
)

// TestExport: the notebook is sent as a file to keep, to those who may see it, and
// never as a page of the server's.
func TestExport(t *testing.T) {
	var fails error
	s := server.New(server.Options{
		Prefix: "/", Notebook: true, Token: "secret", Deliver: func(kernel.Message) {},
		Export: func(context.Context) (string, []byte, error) { return `notes "1".md`, []byte("<!doctype html>"), fails },
	})
	defer s.Close()
	get := func(token string) (*http.Response, string) {
		r := httptest.NewRequest(http.MethodGet, "http://localhost/export.html", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		body, err := io.ReadAll(w.Result().Body)
		if err != nil {
			t.Fatal(err)
		}
		return w.Result(), string(body)
	}
	if r, _ := get("wrong"); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the token: %s", r.Status)
	}
	r, body := get("secret")
	if body != "<!doctype html>" || r.Header.Get("Content-Disposition") != `attachment; filename="notes \"1\".html"` ||
		!strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%v %s", r.Header, body)
	}
	fails = errors.New("no room")
	if r, body := get("secret"); r.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "no room") {
		t.Errorf("an error: %s %s", r.Status, body)
	}
	none := server.New(server.Options{Prefix: "/", Notebook: true, Deliver: func(kernel.Message) {}})
	defer none.Close()
	w := httptest.NewRecorder()
	none.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/export.html", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("where there is none: %d", w.Code)
	}
}
