package screen_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/widget"
	"github.com/gokino/gokino/widget/screen"
)

// TestExport: on paper a screen is what somebody sees who comes now, and what was made
// for that goes away after the grace.
func TestExport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stage := newStage(t)
		var clients []string
		s := screen.New("new", func(v *screen.View[string], state string) any {
			clients = append(clients, v.Client())
			return widget.Grid(widget.GridOptions{}, widget.Text(state), control.Button("More"))
		})
		data, err := stage.Export(context.Background(), s.Ref())
		view, ok := data[kernel.ViewType].(kernel.View)
		if err != nil || !ok || !strings.HasPrefix(data["text/plain"].(string), "new") {
			t.Fatal(data, err)
		}
		inside, err := stage.Export(context.Background(), view.Ref)
		if err != nil || inside[widget.LayoutType] == nil {
			t.Errorf("what it shows is %v %v", inside, err)
		}
		if len(clients) != 1 || clients[0] == "" {
			t.Errorf("it was rendered for %q", clients)
		}
		time.Sleep(live.DefaultGrace + time.Second)
		synctest.Wait()
		if _, err := stage.Export(context.Background(), view.Ref); err == nil || len(s.Servers()) != 0 {
			t.Errorf("after the grace: %v, servers %v", err, s.Servers())
		}
	})
}
