// Package export is about a notebook as something to read: a static page of HTML or
// a Markdown file, with its text, its code and what the cells have put out, and the
// text that `gokino run` prints.
//
// Values are data, in forms by MIME type; package export knows how each of them looks
// on paper. A live widget is asked what it is ([Resolver]), and what it shows is asked
// in turn. What cannot be used on paper is told: a button is its label, an input its
// label and value.
//
// # Guarantees
//
//   - What a cell or a user wrote never becomes markup or script, in HTML
//     (FuzzHTML) or in Markdown (FuzzMarkdown). HTML that a cell shows is in a
//     sandboxed frame without scripts, text is rendered without raw HTML.
//   - A page is one file that loads nothing and runs nothing, and says so to the
//     browser (TestPageLoadsNothing).
//   - Each widget is asked once, for a second at most, whatever shows it and however
//     often; one that shows itself is no trap (TestResolve, TestResolveCycle).
//   - Text is as a terminal leaves it, with its colours (TestTerminal). Charts of one
//     mark over two axes are drawn, others show their specification (TestCharts).
//   - Each control and widget has a golden file of its text, HTML and Markdown
//     (TestGolden).
//   - What is large is left out, and said to be (TestBounds).
package export
