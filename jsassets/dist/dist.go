// Package dist embeds what gokino's pages are built from: page.js and page.css
// (a notebook), frame.js and frame.css (the sandboxed frame of a widget),
// embed.js (widgets in other servers' pages), builtin-….js (gokino's own widgets)
// and mermaid.js.gz (what draws diagrams in a frame). They are built from ../src by
// `npm run build` and committed under names that never change, so that building
// gokino needs no Node.
package dist

import "embed"

// FS holds the built files.
//
//go:embed *.js *.gz *.css *.svg *.txt
var FS embed.FS
