// Package language knows what the cells of a notebook mean while they are being
// written: what is wrong with them, what a name could be completed to, what it
// means and where it is declared.
package language
