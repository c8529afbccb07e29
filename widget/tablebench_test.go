package widget_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/gokino/gokino/widget"
)

// reading is a row of a big table: 72 bytes, and the station's letters.
type reading struct {
	ID      int
	Value   float64
	Station string
	At      time.Time
	Note    string
}

func readings(n int) []reading {
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([]reading, n)
	start := day(2026, 1, 1)
	for i := range rows {
		rows[i] = reading{ID: i, Value: r.NormFloat64(), Station: fmt.Sprintf("station %04d", r.IntN(5000)), At: start.Add(time.Duration(i) * time.Second)}
	}
	return rows
}

// heap is how many bytes are in use.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestTableMemory: however many orders and searches were looked at, a few lists
// of row numbers are all that a table keeps.
func TestTableMemory(t *testing.T) {
	const n = 60_000
	h := newHost(t)
	table := widget.NewTable(readings(n), widget.TableOptions{Kernel: h.k})
	before := heap()
	for i := range 20 {
		q := widget.TableQuery{Limit: 10, Search: fmt.Sprint(i % 5), Sort: []widget.TableOrder{{Column: []string{"ID", "Value", "Station", "At"}[i%4], Desc: i%2 == 0}}}
		if err := h.ask("a", table, "rows", q, nil); err != "" {
			t.Fatal(err)
		}
	}
	grown := int64(heap()) - int64(before)
	if allowed := int64(6*4*n + 1<<20); grown > allowed {
		t.Errorf("%d bytes more than before, %d are allowed", grown, allowed)
	}
	runtime.KeepAlive(table)
}

// BenchmarkTable is what a table of 1,000,000 rows does when a user clicks,
// types and scrolls. kept-B is what stays of it.
func BenchmarkTable(b *testing.B) {
	rows := readings(1_000_000)
	sort := func(col string) widget.TableQuery {
		return widget.TableQuery{Limit: 100, Sort: []widget.TableOrder{{Column: col}}}
	}
	for _, bench := range []struct {
		name string
		q    widget.TableQuery
	}{
		{"sort/int", sort("ID")},
		{"sort/float", sort("Value")},
		{"sort/string", sort("Station")},
		{"sort/time", sort("At")},
		{"search/all columns", widget.TableQuery{Limit: 100, Search: "station 0042"}},
		{"search/digits", widget.TableQuery{Limit: 100, Search: "99999"}},
		{"filter/text", widget.TableQuery{Limit: 100, Filter: map[string]string{"Station": "0042"}}},
		{"filter/number", widget.TableQuery{Limit: 100, Filter: map[string]string{"Value": ">2"}}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			h := newHost(b)
			before := heap()
			for b.Loop() {
				table := widget.NewTable(rows, widget.TableOptions{Kernel: h.k}) // which has no views yet
				if err := h.ask("a", table, "rows", bench.q, nil); err != "" {
					b.Fatal(err)
				}
			}
			b.ReportMetric((float64(heap())-float64(before))/float64(b.N), "kept-B/op")
		})
	}
	b.Run("scroll", func(b *testing.B) {
		b.ReportAllocs()
		h := newHost(b)
		table := widget.NewTable(rows, widget.TableOptions{Kernel: h.k})
		q := sort("Value")
		h.ask("a", table, "rows", q, nil) // then it is in order
		for b.Loop() {
			if err := h.ask("a", table, "rows", q, nil); err != "" {
				b.Fatal(err)
			}
			q.Offset = (q.Offset + 31_337) % len(rows)
		}
	})
}
