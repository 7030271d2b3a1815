package io.weirflow.blob;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.File;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Decides on and makes copies of objects. */
final class BlobTransfer {
    private BlobTransfer() {}

    static boolean needed(BlobMux.Location destination, BlobMux.Location source) {
        File wanted = source.bucket().stat(source.key());
        File present;
        try {
            present = destination.bucket().stat(destination.key());
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_EXIST)) {
                return true;
            }
            throw e;
        }
        if (present.sizeBytes() != wanted.sizeBytes()) {
            return true;
        }
        // ETags of different kinds of stores follow different rules.
        boolean comparable = destination.store().scheme().equals(source.store().scheme());
        if (comparable && !wanted.etag().isEmpty() && wanted.etag().equals(present.etag())) {
            return false;
        }
        return wanted.contentHash().isEmpty() || !wanted.contentHash().equals(present.contentHash());
    }

    static File transfer(BlobMux.Location destination, BlobMux.Location source) {
        for (BlobMux.Location location : new BlobMux.Location[] {destination, source}) {
            if (location.isFolder()) {
                throw WeirflowException.of(
                        ErrorKind.INVALID, "transfer", "expected an object, found a folder", location.url());
            }
        }
        if (destination.store().equals(source.store())) {
            return destination.bucket().copyFrom(source.bucket(), source.key(), destination.key());
        }
        return stream(destination.bucket(), destination.key(), source.bucket(), source.key());
    }

    /** Copies the content of one version of an object through this process. */
    static File stream(Bucket to, String key, Bucket from, String sourceKey) {
        File file = from.stat(sourceKey);
        Optional<String> etag = Optional.of(file.etag()).filter(text -> !text.isEmpty());
        try (InputStream in = from.open(sourceKey, etag)) {
            return to.put(key, in, file.sizeBytes(), file.contentHash());
        } catch (IOException e) {
            throw Streams.failure(e, "copy", from.url(sourceKey), to.url(key));
        }
    }
}
