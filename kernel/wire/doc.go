// Package wire reads and writes the MessagePack arrays that gokino's processes
// and pages exchange.
//
// Every message is one array whose first element is its tag; what users send
// (a widget's payload) is an ordinary MessagePack value inside it and stays
// encoded until somebody asks for it. So the package has two halves:
//
//   - [Reader] walks over bytes that came from outside. It never panics, never
//     allocates more than the bytes at hand can fill, and refuses nesting
//     deeper than [MaxDepth]; the first error sticks (FuzzReader, FuzzUnmarshal).
//   - The Append functions write, and [Append] and [Unmarshal] turn Go values
//     into payloads and back. To JavaScript a payload is what encoding/json would
//     have made of the value, but that bytes are binary (TestJSON, TestJSONBack).
//
// Nothing here is safe for concurrent use, and nothing needs to be.
package wire
