package database_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
	"github.com/gokino/gokino/widget"
	_ "modernc.org/sqlite"
)

// open is a database of one connection: who keeps it lets all others wait.
func open(t *testing.T, script string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(script); err != nil {
		t.Fatal(err)
	}
	return db
}

const moons = `
	CREATE TABLE moon (name TEXT, radius REAL, orbits INTEGER, seen DATETIME, raw BLOB, round BOOLEAN);
	INSERT INTO moon VALUES
		('Io', 1821.6, 9223372036854775807, '1610-01-08 00:00:00', x'00ff', true),
		('Phobos', 11.1, 10, '1877-08-18 03:04:05', 'text', false),
		('Moon', 1737.4, 9, NULL, NULL, NULL),
		(NULL, NULL, NULL, '2000-01-01 00:00:00', NULL, NULL);`

// free fails the test if the database's one connection is in use.
func free(t *testing.T, db *sql.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		t.Errorf("the rows were not closed: %v", err)
	}
}

func page(t *testing.T, data any, opts widget.TableOptions) *livetest.Client {
	return livetest.Of(t, func() *live.Widget { return widget.NewTable(data, opts).Widget }).Connect()
}

// answer is what a page gets of a query: the rows, and how many there are.
func answer(c *livetest.Client, q widget.TableQuery) (rows []string, total any) {
	reply := c.Ask("rows", q).Reply().(map[string]any)
	for _, row := range reply["cells"].([]any) {
		cells := []string{}
		for _, cell := range row.([]any) {
			cells = append(cells, cell.(string))
		}
		rows = append(rows, strings.Join(cells, ","))
	}
	return rows, reply["total"]
}

// TestRows: a result is read as what the database says it is, and its connection is
// free at once.
func TestRows(t *testing.T) {
	db := open(t, moons)
	rows, err := db.Query("SELECT * FROM moon")
	if err != nil {
		t.Fatal(err)
	}
	c := page(t, rows, widget.TableOptions{})
	free(t, db)
	for _, test := range []struct {
		q    widget.TableQuery
		want []string
	}{
		{widget.TableQuery{Limit: 9}, []string{
			"Io,1821.6,9223372036854775807,1610-01-08 00:00:00,[0 255],1",
			"Phobos,11.1,10,1877-08-18 03:04:05,text,0",
			"Moon,1737.4,9,,,",
			",,,2000-01-01 00:00:00,,",
		}},
		{widget.TableQuery{Limit: 2, Sort: []widget.TableOrder{{Column: "orbits"}}}, []string{"Moon,1737.4,9,,,", "Phobos,11.1,10,1877-08-18 03:04:05,text,0"}},
		{widget.TableQuery{Limit: 9, Filter: map[string]string{"seen": "<1700"}}, nil},
		{widget.TableQuery{Limit: 9, Filter: map[string]string{"seen": "<1700-01"}}, []string{"Io,1821.6,9223372036854775807,1610-01-08 00:00:00,[0 255],1"}},
		{widget.TableQuery{Limit: 9, Filter: map[string]string{"name": "="}}, []string{",,,2000-01-01 00:00:00,,"}},
	} {
		if got, _ := answer(c, test.q); fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%+v:\n%q\nwant\n%q", test.q, got, test.want)
		}
	}
}

// TestErrorInTheMiddle: a result that breaks off is no table, and its connection is
// free.
func TestErrorInTheMiddle(t *testing.T) {
	db := open(t, `CREATE TABLE n (x INTEGER); INSERT INTO n VALUES (1), (-2), (-9223372036854775808), (4);`)
	rows, err := db.Query("SELECT abs(x) FROM n")
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if p := fmt.Sprint(recover()); !strings.Contains(p, "widget: reading the rows") || !strings.Contains(p, "overflow") {
				t.Error(p)
			}
		}()
		widget.NewTable(rows, widget.TableOptions{})
	}()
	free(t, db)
}

// TestMany: no more rows are read than a table takes.
func TestMany(t *testing.T) {
	db := open(t, "")
	rows, err := db.Query("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n) SELECT i FROM n") // without end
	if err != nil {
		t.Fatal(err)
	}
	c := page(t, rows, widget.TableOptions{MaxRows: 1000})
	free(t, db)
	if got, total := answer(c, widget.TableQuery{Offset: 999, Limit: 10}); len(got) != 1 || got[0] != "999" || fmt.Sprint(total) != "-1" {
		t.Errorf("%q of %v", got, total)
	}
}

// stars is a table whose rows stay in the database, which sorts and searches them.
type stars struct {
	db   *sql.DB
	read int // rows
}

func (*stars) Columns() []widget.TableColumn {
	return []widget.TableColumn{{Key: "id", Kind: "number"}, {Key: "name"}}
}

func (s *stars) Page(ctx context.Context, q widget.TableQuery) (page widget.TablePage, err error) {
	order := "id"
	for _, o := range q.Sort { // the names are of Columns: a table lets no others through
		if order = o.Column; o.Desc {
			order += " DESC"
		}
	}
	where := "instr(name, ?) > 0"
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM star WHERE "+where, q.Search).Scan(&page.Total); err != nil {
		return page, err
	}
	rows, err := s.db.QueryContext(ctx, "SELECT id, name FROM star WHERE "+where+" ORDER BY "+order+" LIMIT ? OFFSET ?", q.Search, q.Limit, q.Offset)
	if err != nil {
		return page, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int
		var name sql.NullString
		if err := rows.Scan(&id, &name); err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, []any{id, name.String})
		s.read++
	}
	return page, rows.Err()
}

// TestPager: of a large table in a database only what is seen is read.
func TestPager(t *testing.T) {
	s := &stars{db: open(t, `CREATE TABLE star (id INTEGER PRIMARY KEY, name TEXT);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 100000)
		INSERT INTO star SELECT i, 'star ' || i FROM n;`)}
	c := page(t, s, widget.TableOptions{})
	for _, test := range []struct {
		q     widget.TableQuery
		want  string
		total string
	}{
		{widget.TableQuery{Limit: 2}, "[1,star 1 2,star 2]", "100000"},
		{widget.TableQuery{Limit: 1, Offset: 50_000}, "[50001,star 50001]", "100000"},
		{widget.TableQuery{Limit: 1, Sort: []widget.TableOrder{{Column: "id", Desc: true}}}, "[100000,star 100000]", "100000"},
		{widget.TableQuery{Limit: 2, Search: "9999"}, "[9999,star 9999 19999,star 19999]", "19"},
	} {
		if got, total := answer(c, test.q); fmt.Sprint(got) != test.want || fmt.Sprint(total) != test.total {
			t.Errorf("%+v: %v of %v, want %s of %s", test.q, got, total, test.want, test.total)
		}
	}
	if s.read > 100 {
		t.Errorf("%d rows were read", s.read)
	}
	c.Ask("rows", widget.TableQuery{Limit: 1, Sort: []widget.TableOrder{{Column: "id; DROP TABLE star"}}}).WantError("no column")
}
