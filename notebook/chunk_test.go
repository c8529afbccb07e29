package notebook_test

import (
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
)

const look = "application/vnd.gokino.text"

// chunk is a value as widget.Chunk makes it, with more of a look.
func chunk(text string, more ...any) notebook.Output {
	m := map[string]any{"chunk": true}
	for i := 0; i < len(more); i += 2 {
		m[more[i].(string)] = more[i+1]
	}
	return notebook.Output{Kind: notebook.Value, Data: map[string]any{"text/plain": text, look: m}}
}

func markdown(text string) notebook.Output {
	o := chunk(text)
	o.Data["text/markdown"] = text
	return o
}

// TestChunksJoin: chunks of one kind become one value, others do not; what was
// shown before stays as it was.
func TestChunksJoin(t *testing.T) {
	plain := notebook.Output{Kind: notebook.Value, Data: map[string]any{"text/plain": "x"}}
	all := []notebook.Output{
		chunk("a"), chunk("b"), chunk("c", "terminal", true), chunk("d", "color", "red"), chunk("e", "color", "red"),
		markdown("*f"), markdown("g*"), plain, plain, chunk("h"), {Kind: notebook.Stdout, Text: "i"},
	}
	var outputs []notebook.Output
	for _, o := range all {
		outputs, _ = notebook.Append(outputs, o)
	}
	var got []string
	for _, o := range outputs {
		text, _ := o.Data["text/plain"].(string)
		got = append(got, text+o.Text)
	}
	if s := strings.Join(got, "|"); s != "ab|c|de|*fg*|x|x|h|i" {
		t.Error(s)
	}
	if outputs[3].Data["text/markdown"] != "*fg*" || all[0].Data["text/plain"] != "a" {
		t.Error(outputs[3].Data, all[0].Data)
	}
}

// TestChunksBounded: the beginning of a long text goes, and is counted.
func TestChunksBounded(t *testing.T) {
	var outputs []notebook.Output
	for range 100 {
		outputs, _ = notebook.Append(outputs, chunk(strings.Repeat("é", 10_000)))
	}
	text := outputs[0].Data["text/plain"].(string)
	cut := outputs[0].Data[look].(map[string]any)["cut"].(int)
	if len(outputs) != 1 || len(text) > 2*notebook.MaxText || !strings.HasPrefix(text, "é") || cut+len(text) != 2_000_000 {
		t.Error(len(outputs), len(text), cut)
	}
}
