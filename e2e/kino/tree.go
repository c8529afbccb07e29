package main

// node is one line of Kino.Tree, and what is below it.
type node struct {
	Kind     string `json:"kind"`
	Content  []span `json:"content"`
	Children []node `json:"children"`
	Before   []span `json:"expanded_before"`
	After    []span `json:"expanded_after"`
}

type span struct {
	Text  string  `json:"text"`
	Color *string `json:"color"`
}

// tree is the data of Kino.Tree.new(%{id: 1, addresses: [%{city: "Kraków"}]}).
func tree() node {
	city := branch("map", "", "%{", "}", leaf("binary", "city: ", `"Kraków"`, "var(--ansi-color-green)"))
	addresses := branch("list", "addresses: ", "[", "]", city)
	return branch("map", "", "%{", "}", addresses, leaf("number", "id: ", "1", "var(--ansi-color-blue)"))
}

func leaf(kind, key, text, color string) node {
	return node{Kind: kind, Content: []span{{Text: key}, {text, &color}}}
}

func branch(kind, key, open, shut string, children ...node) node {
	return node{
		Kind: kind, Children: children,
		Content: []span{{Text: key}, {Text: open + "..." + shut}},
		Before:  []span{{Text: key}, {Text: open}},
		After:   []span{{Text: shut}},
	}
}
