package io.weirflow.exec.staged;

import com.google.common.io.CountingInputStream;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Parallel;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.blob.Bucket;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Copies content between sources or sinks and a repository, so many files at a time for the whole executor. What fails for a
 * reason that may pass is tried again. Thread-safe; interruptible.
 */
final class Transfers {
    private static final Retry RETRY = Retry.ofTransient(3, Duration.ofMillis(50), 2, Duration.ofSeconds(1))
            .withRetryable(e -> e.failure().isTransient() || e.is(ErrorKind.NET));

    private final Repository repository;
    private final BlobMux blobs;
    private final int limit;
    private final Semaphore permits;

    Transfers(Repository repository, BlobMux blobs, int limit) {
        this.repository = repository;
        this.blobs = blobs;
        this.limit = limit;
        this.permits = new Semaphore(limit);
    }

    /**
     * Returns a fileset with its references resolved: their content is in the repository. Content whose digest is known is not
     * read if the repository has it.
     *
     * @throws WeirflowException of kind INTEGRITY if a source gave other content than it stated, of kind PRECONDITION if it has
     *     changed, of kind NOT_EXIST if it is gone
     */
    Fileset fetch(Fileset fileset) {
        Map<File, File> resolved = new HashMap<>();
        fileset.forEachFile((path, file) -> {
            if (file.isReference()) {
                resolved.put(file, file);
            }
        });
        if (resolved.isEmpty()) {
            return fileset;
        }
        List<File> unknown = new ArrayList<>();
        Set<Digest> missing = repository.missing(resolved.keySet().stream()
                .flatMap(file -> file.contentHash().stream())
                .collect(Collectors.toSet()));
        for (File file : List.copyOf(resolved.keySet())) {
            Optional<Digest> hash = file.contentHash();
            if (hash.isPresent() && !missing.contains(hash.get())) {
                resolved.put(file, file.resolvedTo(hash.get(), file.sizeBytes()));
            } else {
                unknown.add(file);
            }
        }
        forEach(unknown, file -> {
            File fetched = RETRY.call(() -> fetch(file));
            synchronized (resolved) {
                resolved.put(file, fetched);
            }
        });
        return fileset.mapFiles(file -> resolved.getOrDefault(file, file));
    }

    private File fetch(File file) {
        BlobMux.Location at = blobs.locate(file.source());
        Optional<String> etag = Optional.of(file.etag()).filter(text -> !text.isEmpty());
        try (CountingInputStream in = new CountingInputStream(at.bucket().open(at.key(), etag))) {
            Digest digest = repository.put(in);
            if (in.getCount() != file.sizeBytes()
                    || !file.contentHash().orElse(digest).equals(digest)) {
                throw WeirflowException.of(
                        ErrorKind.INTEGRITY,
                        "fetch",
                        "the source gave " + in.getCount() + " bytes with the digest " + digest + ", but had stated "
                                + file + ": it changed meanwhile or is damaged",
                        file.source());
            }
            return file.resolvedTo(digest, file.sizeBytes());
        } catch (IOException e) {
            throw Streams.failure(e, "fetch", file.source());
        }
    }

    /** Uploads files to keys of a bucket, and returns the descriptions of the uploaded objects in the same order. */
    List<File> upload(Bucket bucket, List<String> keys, List<File> files) {
        File[] uploaded = new File[files.size()];
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            indexes.add(i);
        }
        forEach(indexes, i -> uploaded[i] = RETRY.call(() -> upload(bucket, keys.get(i), files.get(i))));
        return List.of(uploaded);
    }

    private File upload(Bucket bucket, String key, File file) {
        try (InputStream in = repository.open(file.id())) {
            return bucket.put(key, in, file.sizeBytes(), Optional.of(file.id()));
        } catch (IOException e) {
            throw Streams.failure(e, "upload", bucket.location() + key);
        }
    }

    private <T> void forEach(List<T> items, Consumer<T> action) {
        Parallel.forEach(items, limit, item -> {
            try {
                permits.acquire();
            } catch (InterruptedException e) {
                throw WeirflowException.wrap(e, "transfer");
            }
            try {
                action.accept(item);
            } finally {
                permits.release();
            }
        });
    }
}
