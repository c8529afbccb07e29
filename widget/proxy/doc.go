// Package proxy shows in a page what an [http.Handler] of a cell serves. As
// Kino.Proxy.
//
//	proxy.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//		fmt.Fprintf(w, "<h1>%s</h1>", r.URL.Path)
//	}))
//
// It is a package of its own because it needs net/http, which programs without it
// need not carry.
//
// # Guarantees
//
//   - The handler is reached under a path that nobody can guess, by the server
//     that shows the cell, and by nothing else: it listens on no port (TestProxy).
//     Whoever has that address may use it, as with a shared link.
//   - Requests come as the browser sent them, bodies and answers as streams,
//     WebSockets too (TestProxyStreams); the path is the one below the address,
//     which X-Forwarded-Prefix has.
//   - Documents it serves have an origin of their own: they reach neither the
//     notebook nor its cookies (TestProxyConfines). So the handler cannot keep
//     sessions in cookies either.
//   - Its export is the first page, if that is text and comes soon, asked for as a
//     browser would (TestExport).
//   - It ends with its cell.
package proxy
