package golink

// ShortenName gives the tests shortenName.
var ShortenName = shortenName
