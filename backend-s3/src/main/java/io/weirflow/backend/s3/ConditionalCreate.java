package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Stores objects that must not be there yet, with {@code If-None-Match: *}. Some servers ignore that header, so whether it is
 * honoured is found out before it is relied on. Each attempt leaves its mark in the metadata: when a reply was lost and the
 * request that is sent again is refused, the mark tells whether the object is our own.
 */
final class ConditionalCreate {
    static final String PROBES = ".weirflow-probe/";
    private static final String MARK = "weirflow-create";

    private final S3Calls calls;
    private final String bucket;
    private volatile Optional<Boolean> honoured = Optional.empty();

    ConditionalCreate(S3Calls calls, String bucket) {
        this.calls = calls;
        this.bucket = bucket;
    }

    /** Tells whether it is, by an object in a folder that may be written to. */
    boolean isHonoured(String folder) {
        Optional<Boolean> known = honoured;
        if (known.isPresent()) {
            return known.get();
        }
        boolean answer = probe(folder);
        honoured = Optional.of(answer);
        return answer;
    }

    private boolean probe(String folder) {
        ObjectId id = new ObjectId(bucket, folder + PROBES + Ulid.random(Clock.systemUTC()));
        byte[] content = {};
        try {
            if (attempt(id, content).isEmpty()) {
                throw WeirflowException.of(
                        ErrorKind.NOT_SUPPORTED,
                        "create",
                        "the server refuses to create an object that is not there",
                        id);
            }
            boolean second = attempt(id, content).isPresent();
            new Deleter(calls).deleteOne(id);
            return !second;
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_SUPPORTED) || e.is(ErrorKind.INVALID) && isStoredWithoutCondition(id, content)) {
                return false;
            }
            throw e;
        }
    }

    /** Tells whether it is the condition that a server finds invalid, and not, for example, the bucket's region. */
    private boolean isStoredWithoutCondition(ObjectId id, byte[] content) {
        try {
            new Uploader(calls).small(id, content, Digest.of(content));
            new Deleter(calls).deleteOne(id);
            return true;
        } catch (WeirflowException e) {
            return false;
        }
    }

    Optional<Stored> create(ObjectId id, byte[] content) {
        if (content.length > PartSizes.MIN_BYTES) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "create", "expected at most 5 MiB, found " + content.length + " bytes", id);
        }
        if (!isHonoured(id.key().substring(0, id.key().lastIndexOf('/') + 1))) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "create",
                    "this server ignores If-None-Match: two writers could both succeed. Use one that honours it",
                    id);
        }
        return attempt(id, content);
    }

    private Optional<Stored> attempt(ObjectId id, byte[] content) {
        String mark = Ulid.random(Clock.systemUTC()).toString();
        Digest digest = Digest.of(content);
        Map<String, String> metadata = new HashMap<>(ObjectMetadata.of(Optional.of(digest)));
        metadata.put(MARK, mark);
        try {
            return Optional.of(new Uploader(calls)
                    .small(
                            id,
                            Uploader.body(content),
                            content.length,
                            digest,
                            metadata,
                            request -> request.ifNoneMatch("*")));
        } catch (WeirflowException e) {
            if (!e.is(ErrorKind.PRECONDITION) && !e.is(ErrorKind.OUTCOME_UNKNOWN)) {
                throw e;
            }
            return ofEarlierAttempt(id, mark, new Stored("", content.length, Optional.of(digest)), e);
        }
    }

    private Optional<Stored> ofEarlierAttempt(ObjectId id, String mark, Stored expected, WeirflowException refusal) {
        boolean unknown = refusal.is(ErrorKind.OUTCOME_UNKNOWN);
        HeadObjectResponse found;
        try {
            found = calls.client()
                    .headObject(request -> request.bucket(id.bucket()).key(id.key()));
        } catch (RuntimeException e) {
            refusal.addSuppressed(e);
            throw unknown ? refusal : WeirflowException.wrap(refusal, ErrorKind.OUTCOME_UNKNOWN, "create", id);
        }
        boolean ours = found.metadata().entrySet().stream()
                .anyMatch(entry -> entry.getKey().equalsIgnoreCase(MARK)
                        && entry.getValue().equals(mark));
        return ours
                ? Optional.of(new Stored(found.eTag(), expected.sizeBytes(), expected.contentHash()))
                : Optional.empty();
    }
}
