// Package widget is about things to look at: how a value is shown in a cell.
//
// A cell's last expression is shown by itself; [Render] shows a value anywhere
// in a cell. A type of the user's own shows itself by implementing [Renderer];
// everything else is shown as text, by [Inspect].
package widget
