// Package language knows what the cells of a notebook mean while they are being
// written: what is wrong with them, what a name could be completed to, what it
// means and where it is declared. It runs nothing, builds nothing but export data
// of packages, and never asks the network.
//
// # Which names a cell sees
//
// Those of the cells above it in the document, as they are written now, and those
// of any cell that has run. A cell that does not parse keeps what it declared when
// it last did.
//
// # How it works
//
// [compile.Draft] does the checking: it lays out each cell as the compiler would
// get it, and looks again only at cells that see something else after an edit. A
// [Service] holds the draft of one notebook and answers questions about it. To
// answer one about text that is being written, the text is first made to parse
// around the cursor; see [compile.Repair]. Documentation is read from the source
// of packages when somebody asks for it.
//
// # Offsets
//
// Everything that comes in or goes out counts UTF-16 units, as editors in a
// browser do; inside, offsets count bytes.
//
// # Guarantees
//
// No text makes a service panic; a check that goes wrong inside is logged and has
// nothing to say. Questions wait for a check to finish the cell it is at, not for
// all cells. HTML in answers is safe: what comments say is escaped.
package language
