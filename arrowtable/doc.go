// Package arrowtable shows Apache Arrow data in a [widget.Table]: record batches,
// tables and what a reader reads, of a Parquet file, a Flight or a database say.
//
//	widget.NewTable(arrowtable.Records(batch), widget.TableOptions{Name: "Trips"})
//
// It is a module of its own, so that only those who use it download Arrow.
//
// # Guarantees
//
//   - Nothing is copied: values are read where Arrow has them, when a page looks at
//     them, sorts or searches (TestNoCopy). Text that reaches a page is a copy.
//   - All of Arrow's types can be shown (TestTypes); numbers, decimals, times and
//     durations are sorted and filtered as what they are (TestSorted).
//   - A reader is read as its rows are looked at, to its end when they are sorted or
//     searched; an error comes after the rows before it (TestReader, TestReaderFails).
//   - What a source retains it releases when the table ends, or shows others
//     (TestReleases).
package arrowtable
