package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Collects the garbage of a repository page by page, so that between look and deletion there are moments only: S3 deletes no
 * object on the condition that it is still old. Clears away what uploads left behind that began more than {@link #ABANDONED}
 * ago.
 */
final class S3Collector {
    static final Duration ABANDONED = Duration.ofDays(1);

    private final S3Calls calls;
    private final BlobKeys keys;
    private final CollectPolicy policy;
    private long examined;
    private long removed;
    private long removedBytes;

    S3Collector(S3Calls calls, BlobKeys keys, CollectPolicy policy) {
        this.calls = calls;
        this.keys = keys;
        this.policy = policy;
    }

    CollectSummary run(Instant now) {
        new Lister(calls).pages(keys.bucket(), keys.objects(), "collect", this::collect);
        if (!policy.dryRun()) {
            Instant abandoned = now.minus(ABANDONED);
            removeStaged(abandoned);
            removeParts(abandoned);
        }
        return new CollectSummary(examined, removed, removedBytes);
    }

    private void collect(List<S3Object> page) {
        List<String> garbage = new ArrayList<>();
        long bytes = 0;
        for (S3Object object : page) {
            Optional<Digest> digest = keys.digest(object.key());
            if (digest.isEmpty()) { // not ours to judge
                continue;
            }
            examined++;
            if (policy.isGarbage(digest.get(), object.lastModified())) {
                garbage.add(object.key());
                bytes += object.size();
            }
        }
        if (!policy.dryRun()) {
            new Deleter(calls).delete(keys.bucket(), garbage);
        }
        removed += garbage.size();
        removedBytes += bytes;
    }

    private void removeStaged(Instant abandoned) {
        new Lister(calls).pages(keys.bucket(), keys.uploads(), "collect", page -> {
            List<String> old = page.stream()
                    .filter(object -> object.lastModified().isBefore(abandoned))
                    .map(S3Object::key)
                    .toList();
            new Deleter(calls).delete(keys.bucket(), old);
        });
    }

    /** Parts of uploads that were never completed cannot be seen, but are paid for. Needs rights that not everybody has. */
    private void removeParts(Instant abandoned) {
        try {
            String prefix = keys.prefix().isEmpty() ? "" : keys.prefix() + "/";
            for (MultipartUpload upload : uploads(prefix)) {
                boolean ours =
                        upload.key().startsWith(keys.objects()) || upload.key().startsWith(keys.uploads());
                if (ours && upload.initiated().isBefore(abandoned)) {
                    S3Calls.write(
                            () -> calls.client()
                                    .abortMultipartUpload(request -> request.bucket(keys.bucket())
                                            .key(upload.key())
                                            .uploadId(upload.uploadId())),
                            "abort upload",
                            new ObjectId(keys.bucket(), upload.key()));
                }
            }
        } catch (WeirflowException e) {
            if (!e.is(ErrorKind.NOT_ALLOWED) && !e.is(ErrorKind.NOT_SUPPORTED) && !e.is(ErrorKind.NOT_EXIST)) {
                throw e;
            }
            System.getLogger(S3Collector.class.getName())
                    .log(System.Logger.Level.DEBUG, "abandoned uploads are left in {0}: {1}", keys.bucket(), e);
        }
    }

    private List<MultipartUpload> uploads(String prefix) {
        List<MultipartUpload> found = new ArrayList<>();
        Optional<String> key = Optional.empty();
        Optional<String> upload = Optional.empty();
        while (true) {
            Optional<String> afterKey = key;
            Optional<String> afterUpload = upload;
            ListMultipartUploadsResponse response = S3Calls.read(
                    () -> calls.client().listMultipartUploads(request -> {
                        request.bucket(keys.bucket()).prefix(prefix);
                        afterKey.ifPresent(request::keyMarker);
                        afterUpload.ifPresent(request::uploadIdMarker);
                    }),
                    "collect",
                    new ObjectId(keys.bucket(), prefix));
            found.addAll(response.uploads());
            if (!Boolean.TRUE.equals(response.isTruncated())) {
                return found;
            }
            key = Optional.ofNullable(response.nextKeyMarker());
            upload = Optional.ofNullable(response.nextUploadIdMarker());
        }
    }
}
