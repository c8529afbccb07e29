// Package notebook is the pure core of a notebook: the document, its file form
// and the meaning of every operation on it. Nothing here starts a goroutine,
// reads a clock, opens a file or speaks to a network; package session does.
//
// # Files
//
// Any Markdown file is a notebook. [Parse] turns the fenced code blocks that
// stand at the top level of the Markdown and whose info string begins with the
// word go or go.mod into cells; everything between them is text cells. Fences in
// lists, quotes and HTML comments are text, as they are to every Markdown reader.
//
// [Format] is the inverse, byte for byte: a cell that was not edited keeps the
// bytes it was loaded with, whatever its line endings, encoding or fence. An
// edited cell renders itself anew and nothing else; its fence grows where the
// source holds a line that would close it.
//
// What a file cannot say is not kept over a load:
//   - neighbouring text cells (a code cell between them was deleted, or one was
//     added beside another) are one text cell in the file, separated by a blank line;
//   - a text cell that holds a go fence is saved as it was written, and is split
//     into text, code and text by the next load;
//   - text of blank lines only is no cell;
//   - a text that leaves a comment or a fence open would swallow the cells after
//     it, so it is closed in the file.
//
// Code and mod cells are never lost or changed by what stands around them.
//
// # Operations
//
// [Apply] takes a [State] and an [Op] and gives the next state with the changes
// the pages have to be told of, in order. States are values: an old one stays as
// it was. An operation that is refused changes nothing.
//
// # Bounds
//
// A source has at most [MaxSource] bytes, a notebook at most [MaxCells] cells. Of
// a cell's outputs the newest [MaxOutputs] are kept, of one text output the last
// [MaxText] bytes, of all outputs of a cell together [MaxOutputBytes]; what is cut
// is counted in [Output].Cut and [CellView].Dropped, never silently gone. The last
// 100 deleted cells can be restored, each with 1 MiB of its outputs.
package notebook
