package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
)

// examples are the widgets whose assets stand in the documentation of Kino's
// modules, with server halves as they have there.
func examples(dir string) (map[string]*live.Widget, error) {
	html, err := inline(filepath.Join(dir, "js", "live.ex"), "LiveHTML")
	if err != nil {
		return nil, err
	}
	binary, err := inline(filepath.Join(dir, "js", "live.ex"), "Binary")
	if err != nil {
		return nil, err
	}
	plain, err := inline(filepath.Join(dir, "smart_cell.ex"), "SmartCell.Plain")
	if err != nil {
		return nil, err
	}
	return map[string]*live.Widget{
		"livehtml": live.New(liveHTML{}, "<b>one</b>", live.Options{Assets: html}),
		"binary":   live.New(pong{}, 0, live.Options{Assets: binary}),
		"plain":    live.New(editor{}, "x = 1", live.Options{Assets: plain}),
	}, nil
}

var asset = regexp.MustCompile(`(?s)asset "([^"]+)" do\s+"""\n(.*?)\n\s*"""`)

// inline reads the assets of a module that is defined in a documentation comment.
func inline(file, module string) (a jsassets.Assets, err error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return a, err
	}
	_, rest, found := strings.Cut(string(source), "defmodule KinoDocs."+module+" do\n")
	if !found {
		return a, fmt.Errorf("%s does not define KinoDocs.%s", file, module)
	}
	rest, _, _ = strings.Cut(rest, "\n      end\n") // the module's own indentation
	for _, found := range asset.FindAllStringSubmatch(rest, -1) {
		if found[1] == "main.js" {
			a = jsassets.Inline(found[1], found[2])
		} else {
			a = a.With(found[1], found[2])
		}
	}
	return a, a.Err()
}

// liveHTML is KinoDocs.LiveHTML.
type liveHTML struct{}

func (liveHTML) Init(ctx *live.Context[string], html string) error { ctx.Assigns = html; return nil }

func (liveHTML) HandleConnect(ctx *live.Context[string]) (any, error) { return ctx.Assigns, nil }

func (liveHTML) HandleCast(ctx *live.Context[string], msg any) error {
	ctx.Assigns = msg.(string)
	ctx.BroadcastEvent("replace", ctx.Assigns)
	return nil
}

// pong is KinoDocs.Binary.
type pong struct{}

func (pong) HandleConnect(*live.Context[int]) (any, error) {
	return live.Binary{Info: map[string]string{"message": "hello"}, Data: []byte{1, 2}}, nil
}

func (pong) HandleEvent(ctx *live.Context[int], event string, p live.Payload) error {
	var got live.Binary
	if event != "ping" {
		return fmt.Errorf("unknown event %q", event)
	}
	if err := p.Decode(&got); err != nil {
		return err
	}
	ctx.BroadcastEvent("pong", live.Binary{Info: map[string]string{"message": "pong"}, Data: append([]byte{1, 2}, got.Data...)})
	return nil
}

// editor is KinoDocs.SmartCell.Plain.
type editor struct{}

type text struct {
	Source string `json:"source"`
}

func (editor) Init(ctx *live.Context[text], s string) error { ctx.Assigns.Source = s; return nil }

func (editor) HandleConnect(ctx *live.Context[text]) (any, error) { return ctx.Assigns, nil }

func (editor) HandleEvent(ctx *live.Context[text], _ string, p live.Payload) error {
	if err := p.Decode(&ctx.Assigns); err != nil {
		return err
	}
	ctx.BroadcastEvent("update", ctx.Assigns)
	return nil
}
