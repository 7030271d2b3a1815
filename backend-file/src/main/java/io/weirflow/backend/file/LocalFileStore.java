package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobStore;
import io.weirflow.blob.Bucket;

/** The local file system as a store of sources and sinks: {@code file:///absolute/path}; see {@link FileUrls}. */
public final class LocalFileStore implements BlobStore {
    private final Bucket bucket = new LocalBucket();

    private LocalFileStore() {}

    /** Returns a store that hashes files each time it looks at them. */
    public static LocalFileStore create() {
        return new LocalFileStore();
    }

    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public Bucket bucket(String name) {
        if (!name.isEmpty()) {
            throw WeirflowException.of(
                    ErrorKind.NOT_EXIST, "url", "a file URL names no host: file:///absolute/path", "file://" + name);
        }
        return bucket;
    }
}
