// Package cache keeps what was built on disk, so that it need not be built
// again: runtimes, the standard library, cells. All notebooks of a user share
// one folder.
//
// # Guarantees
//
//   - Whole or absent. A file is written elsewhere and renamed to its place.
//     [Cache.Have] compares it with the sum that was taken when it was made: one
//     that was cut or changed since counts as absent.
//   - Nobody else's. [Open] refuses a folder that others can write, or that lies
//     below one: what is in the cache gets executed. Files are read only if they
//     are the user's own and nobody else's to write.
//   - Bounded. When the files together are larger than Options.Size, those that
//     were not used for longest go first. Units, which are made in a moment, go a
//     week before what takes half a minute. What nobody used for a month goes in
//     any case.
//   - Nothing in use goes. Everything used since the oldest [Cache] that is still
//     open was opened stays, whatever its size, whichever process that is in.
//   - Processes share. Several may open one folder at once. Of those that need
//     the same large thing one makes it, and the others wait.
//
// A file system without locks weakens the last two to their timing.
package cache
