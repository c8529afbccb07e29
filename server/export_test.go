package server

// RangeStart is for the fuzz target.
var RangeStart = rangeStart
