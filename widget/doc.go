// Package widget is about things to look at: how a value is shown in a cell, on a
// page and as text.
//
// A cell's last expression is shown by itself; [Render] shows a value anywhere in
// a cell. A type of the user's own shows itself by implementing [Renderer].
// Pictures, errors, slices of structs, large structs and maps have forms of their
// own; everything else is shown as text, by [Inspect].
//
//   - Places: [Frame], whose content changes, [Animate], [Tabs] and [Grid].
//   - Text: [Text], [Terminal], [StyledText], [Markdown], [HTML], and [Chunk] for
//     what comes in pieces.
//   - Pictures: [Image], [ImageOf], [Pixels], [Mermaid] and [Diagram].
//   - Sound and films: [Audio] and [Video].
//   - Files: [Download].
//   - Data: [Table] of any number of rows, [Tree] of any value, [Vega] charts and
//     plots of slices ([NewLine], [NewBars], [NewHistogram]).
//   - What goes on: [Progress] and [Track], [Stats], [Goroutines], [Debug] of a value
//     where it passes.
//
// # Guarantees
//
//   - Every value has a text form, "text/plain", which `gokino run` prints
//     (TestForms, TestDefaultForms); so has one whose own forms fail (TestRenderPanics).
//   - Every widget has an export, its forms where nobody can use it, as it is when it
//     is asked (TestExports, TestExportOfFrame), bounded (TestExportsBounded).
//   - What a frame is told goes to all pages in the order of the calls, and into
//     its history for those that come later; what [Frame.To] and [Frame.Temporary]
//     show is no part of that (TestFrame, TestFrameTo, TestFrameTemporary).
//   - A widget that a frame no longer shows ends once no variable leads to it
//     (TestFrameReleases).
//   - What is shown is bounded, and says what is missing (TestInspectBounded,
//     TestFrameBounded, TestFrameChunks, TestDefaultFormsBounded).
//   - Bytes of pictures, sound and downloads travel as they are (TestImage,
//     TestAudio, TestDownload).
//   - A download goes to the client that clicked and to nobody else
//     (TestDownload).
//   - A table holds no row twice, and a few lists of row numbers whatever is asked
//     of it (TestTableMemory); rows that come one by one are taken as they are
//     looked at (TestTableLazy, TestTableGrower). Each client asks for itself, unless
//     the table is shared (TestTableClients). Rows alike keep their order
//     (TestTableSort). Nobody reads rows while [Table.Change] changes them
//     (TestTableChange, TestTableChangeAlone); a source is closed once, when nobody
//     shows it any more (TestTableCloses). What is copied or saved is whole
//     (TestTableCopy, TestTableHostile), and a [TablePager] is asked by columns that
//     there are (TestTablePager).
//   - A tree reads what is opened, when it is opened; values that contain
//     themselves do no harm (TestTreeLazy, TestTreeValues).
//   - Progress and charts tell pages of many changes at once (TestProgress,
//     TestVega, TestDebug), and plots send what can be seen of a slice (TestPlots). Stats look
//     while somebody looks at them (TestStats).
package widget
