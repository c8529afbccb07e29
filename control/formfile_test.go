package control_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// application is a form with everything that is made of files.
type application struct {
	Name   string
	CV     *control.Upload   `required:"true" accept:".txt" maxsize:"10"`
	Others []*control.Upload `max:"2" label:"Other files"`
	Photo  *control.Picture  `width:"2" height:"1" fit:"crop" format:"rgb"`
	Voice  *control.Sound    `rate:"8000" format:"f32" maxsize:"1 kB"`
}

// sends has a client send files for a field and returns the name that they have.
func sends(t *testing.T, c *livetest.Client, field string, said map[string]any, files ...livetest.File) string {
	t.Helper()
	if said == nil {
		said = map[string]any{}
	}
	said["field"] = field
	c.Upload("files:"+field, files...).Send()
	answer, _ := c.Ask("uploaded", said).Reply().(map[string]any)
	id, ok := answer["id"].(string)
	if !ok {
		t.Fatalf("the answer is %v", answer)
	}
	return id
}

func text(name, data string) livetest.File { return livetest.File{Name: name, Data: []byte(data)} }

// TestFormFiles: a form has files as fields, which belong to the client that sent
// them and go with what it submits.
func TestFormFiles(t *testing.T) {
	_, w := made(t, func() *control.FormControl[application] {
		return control.FormOf(application{}, control.FormOptions[application]{ResetFields: []string{"CV"}})
	})
	a, b := w.Connect(), w.Connect()
	field := func(kind, name string, more map[string]any) any {
		f := map[string]any{"kind": kind, "name": name, "label": name, "value": nil, "required": name == "CV"}
		maps.Copy(f, more)
		return f
	}
	a.WantInit(map[string]any{"kind": "form", "label": "", "submit": "Submit", "fields": []any{
		field("text", "Name", map[string]any{"value": ""}),
		field("file", "CV", map[string]any{"accept": []any{".txt"}, "max": 1}),
		field("file", "Others", map[string]any{"label": "Other files", "accept": nil, "max": 2}),
		field("image", "Photo", map[string]any{"format": "rgb", "fit": "crop", "width": 2, "height": 1}),
		field("audio", "Voice", map[string]any{"format": "f32", "rate": 8000}),
	}})
	a.Ask("submit", map[string]any{"Name": "Ada"}).WantReply(map[string]any{"errors": map[string]any{"CV": "Please fill this in."}})
	cv := sends(t, a, "CV", nil, text("cv.txt", "what I did"))
	others := sends(t, a, "Others", nil, text("1", "one"), text("2", "two"))
	photo := sends(t, a, "Photo", map[string]any{"width": 2, "height": 1, "preview": []byte("small")}, text("p.rgb", "123456"))
	voice := sends(t, a, "Voice", map[string]any{"rate": 8000, "channels": 1}, text("v.f32", "12345678"))
	all := map[string]any{"Name": "Ada", "CV": cv, "Others": others, "Photo": photo, "Voice": voice}

	// Another client has nothing of it.
	gone := "This file is not here any more: please choose it again."
	b.Ask("submit", map[string]any{"CV": cv}).WantReply(map[string]any{"errors": map[string]any{"CV": gone}})
	b.Ask("content", map[string]any{"id": voice, "at": 0}).WantReply(map[string]any{"error": "There is no such file any more."})
	a.Ask("content", map[string]any{"id": voice, "at": 4}).WantReply(map[string]any{"data": []byte("5678")})
	a.Ask("submit", map[string]any{"CV": voice}).WantReply(map[string]any{"errors": map[string]any{"CV": gone}})
	a.Ask("submit", map[string]any{"CV": 7, "Photo": []any{}}).WantReply(map[string]any{"errors": map[string]any{"CV": gone, "Photo": gone}})

	a.Ask("submit", all).WantReply(map[string]any{"reset": []any{"CV"}})
	ev := w.Emitted().(control.FormEvent[application])
	d := ev.Data
	if ev.Origin != a.Origin() || d.Name != "Ada" || d.CV.String() != "cv.txt (10 bytes)" || fmt.Sprint(d.Others) != "[1 (3 bytes) 2 (3 bytes)]" ||
		d.Photo.Width != 2 || d.Photo.Height != 1 || d.Voice.Rate != 8000 || d.Voice.Channels != 1 {
		t.Errorf("%+v", d)
	}

	// What is cleared is gone for the form, not for who has the data.
	a.Push("drop", []any{cv})
	a.Ask("submit", all).WantReply(map[string]any{"errors": map[string]any{"CV": gone}})
	if data, err := d.CV.Bytes(); string(data) != "what I did" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	w.NoEmit()
}

// TestFormFilesRefused: a file that is not accepted, or that makes no sense, is
// refused at its field.
func TestFormFilesRefused(t *testing.T) {
	_, w := made(t, func() *control.FormControl[application] { return control.FormOf(application{}) })
	c := w.Connect()
	c.Upload("files:CV", text("cv.txt", "more than ten")).WantErrors("too_large")
	c.Upload("files:CV", text("cv.pdf", "x")).WantErrors("not_accepted")
	c.Upload("files:Others", text("1", ""), text("2", ""), text("3", "")).WantErrors("in_progress", "in_progress", "too_many_files")
	c.Ask("uploaded", map[string]any{"field": "CV"}).WantReply(map[string]any{})
	c.Upload("files:Photo", text("p.rgb", "12345")).Send()
	c.Ask("uploaded", map[string]any{"field": "Photo", "width": 2, "height": 1}).WantError("5 bytes")
	for _, field := range []string{"Name", "Nothing", ""} {
		c.Ask("uploaded", map[string]any{"field": field}).WantError("knows no event")
	}
	c.Ask("uploaded", 1).WantError("")
	c.Ask("drop", "x").WantError("")
	c.Ask("content", nil).WantReply(map[string]any{"error": "There is no such file any more."})
}

// TestFormFilesLife: files of a form wait 15 seconds for a page that has gone, and
// a client has at most 64.
func TestFormFilesLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f *control.FormControl[control.Values]
		w := livetest.Of(t, func() *live.Widget {
			f = control.Form([]control.FormField{{Name: "f", Input: control.File("F", control.FileOptions[*control.Upload]{
				Validate: func(u *control.Upload) error {
					if u.Size == 0 {
						return fmt.Errorf("%s is empty", u.Name)
					}
					return nil
				},
			})}}, control.FormOptions[control.Values]{ReportChanges: true})
			return f.Widget()
		})
		c := w.Connect()
		c.Upload("files:f", text("none", "")).Send()
		c.Ask("uploaded", map[string]any{"field": "f"}).WantReply(map[string]any{"error": "none is empty"})
		first := sends(t, c, "f", nil, text("a", "1"))
		there := func(id string) bool {
			reply := c.Ask("change", map[string]any{"f": id}).Reply()
			if strings.Contains(fmt.Sprint(reply), "not here") {
				return false
			}
			ev := w.Emitted().(control.FormEvent[control.Values])
			return ev.Data["f"].(*control.Upload).Size == 1
		}
		if !there(first) {
			t.Error("it is not there")
		}
		c.Disconnect()
		time.Sleep(14 * time.Second)
		c.Reconnect()
		time.Sleep(time.Minute)
		if !there(first) {
			t.Error("it is gone, and its page is there")
		}
		f.SetDisabled(true)
		c.WantEvent("patch", map[string]any{"disabled": true})
		c.Push("drop", []any{first})
		f.SetDisabled(false)
		c.WantEvent("patch", map[string]any{"disabled": false})
		if there(first) {
			t.Error("it was dropped")
		}
		var ids []string
		for range 65 {
			ids = append(ids, sends(t, c, "f", nil, text("a", "1")))
		}
		if there(ids[0]) || !there(ids[1]) || !there(ids[64]) {
			t.Error("of 65 the first is not the one that is gone")
		}
		c.Disconnect()
		time.Sleep(16 * time.Second)
		c.Reconnect()
		if there(ids[64]) {
			t.Error("it is there 16 seconds after its page has gone")
		}
	})
}

// TestFormOfFiles: tags that make no sense for files.
func TestFormOfFiles(t *testing.T) {
	for want, make := range map[string]func(){
		`maxsize:"big"`: func() {
			control.FormOf(struct {
				F *control.Upload `maxsize:"big"`
			}{})
		},
		`maxsize:"-1MB"`: func() {
			control.FormOf(struct {
				F []*control.Upload `maxsize:"-1MB"`
			}{})
		},
		`max:"0"`: func() {
			control.FormOf(struct {
				F []*control.Upload `max:"0"`
			}{})
		},
		`no format "bmp"`: func() {
			control.FormOf(struct {
				F *control.Picture `format:"bmp"`
			}{})
		},
		`no fit "tight"`: func() {
			control.FormOf(struct {
				F *control.Picture `fit:"tight"`
			}{})
		},
		`width:"wide"`: func() {
			control.FormOf(struct {
				F *control.Picture `width:"wide"`
			}{})
		},
		`rate:"x"`: func() {
			control.FormOf(struct {
				F *control.Sound `rate:"x"`
			}{})
		},
		`no format "mp3"`: func() {
			control.FormOf(struct {
				F *control.Sound `format:"mp3"`
			}{})
		},
		`type:"textarea"`: func() {
			control.FormOf(struct {
				F *control.Upload `type:"textarea"`
			}{})
		},
		`not with the initial value`: func() { control.FormOf(struct{ F *control.Upload }{&control.Upload{}}) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, want) {
					t.Errorf("want %s, got %s", want, got)
				}
			}()
			make()
		}()
	}
}
