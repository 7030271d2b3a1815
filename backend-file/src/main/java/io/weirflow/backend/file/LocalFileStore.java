package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobStore;
import io.weirflow.blob.Bucket;
import java.time.Clock;

/**
 * The local file system as a source and sink: {@code file:///absolute/path}, a folder with a slash at its end; {@link
 * FileUrls} makes such URLs. There is one bucket, of the empty name. Thread-safe.
 *
 * <p><b>Versions.</b> Files have no ETag: one made of times would refuse a file that was merely touched or checked out again.
 * A snapshot holds the digest of each file's content instead. A file is read only if its size, times or inode differ from
 * when it was read last, or if it was touched within two seconds before that; several are read at once. {@code stat} and
 * {@code scan} do not read files.
 *
 * <p><b>What belongs to a folder.</b> All files below it, hidden ones as well. Symbolic links to files and folders are
 * followed, also out of the folder, and the files are found under the links' names; a link that leads to nothing or in a
 * circle is an error that names it, and so is a folder or file that may not be read. Sockets, pipes and devices are left out.
 * Empty folders leave no trace. The parts {@code .} and {@code ..} are refused in URLs, not resolved.
 *
 * <p><b>Sink.</b> {@code put} makes missing folders and replaces a file whole, by a rename; a symbolic link of that name is
 * replaced, not followed. Nothing is synchronised with the disk. A process that is killed may leave a file {@code
 * .weirflow-put-…}, which snapshots leave out.
 */
public final class LocalFileStore implements BlobStore {
    private final Bucket bucket;

    LocalFileStore(Observations observations, Clock clock) {
        this.bucket = new LocalBucket(observations, clock);
    }

    /** Returns a store that remembers the content of files as long as it exists. */
    public static LocalFileStore create() {
        return new LocalFileStore(Observations.inMemory(), Clock.systemUTC());
    }

    @Override
    public String scheme() {
        return "file";
    }

    /**
     * {@inheritDoc}
     *
     * @param name the empty text: file URLs name no host
     */
    @Override
    public Bucket bucket(String name) {
        if (!name.isEmpty()) {
            throw WeirflowException.of(
                    ErrorKind.NOT_EXIST, "url", "a file URL names no host: file:///absolute/path", "file://" + name);
        }
        return bucket;
    }
}
