/**
 * State in a directory: a repository of files, an assoc on SQLite and the local file system as a source.
 *
 * <ul>
 *   <li>{@link io.weirflow.backend.file.FileRepository}: blobs as files, in Reflow's tree.
 *   <li>{@link io.weirflow.backend.file.FileAssoc}: the index of the cache, in an SQLite database.
 *   <li>{@link io.weirflow.backend.file.FileStateStore}: small records shared by processes, in another.
 *   <li>{@link io.weirflow.backend.file.LocalFileStore}: {@code file:///} URLs as sources and sinks.
 *   <li>{@link io.weirflow.backend.file.FileUrls}: between paths and such URLs.
 * </ul>
 */
@NullMarked
package io.weirflow.backend.file;

import org.jspecify.annotations.NullMarked;
