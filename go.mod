module github.com/gokino/gokino

go 1.25

require (
	github.com/gorilla/websocket v1.5.3
	github.com/vmihailenco/msgpack/v5 v5.4.1
	github.com/yuin/goldmark v1.8.7
	golang.org/x/tools v0.39.0
)

require github.com/vmihailenco/tagparser/v2 v2.0.0 // indirect
