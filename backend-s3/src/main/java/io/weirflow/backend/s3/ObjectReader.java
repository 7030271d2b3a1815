package io.weirflow.backend.s3;

import java.util.Optional;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Looks at objects and opens them. */
final class ObjectReader {
    private final S3Calls calls;

    ObjectReader(S3Calls calls) {
        this.calls = calls;
    }

    HeadObjectResponse head(ObjectId id, String operation) {
        return S3Calls.read(
                () -> calls.client()
                        .headObject(request -> request.bucket(id.bucket()).key(id.key())),
                operation,
                id);
    }

    /** Opens an object that must have an ETag, if one is given. */
    ObjectStream open(ObjectId id, Optional<String> etag) {
        return open(id, request(id, etag).build());
    }

    /** Opens the bytes of an object from {@code begin} to before {@code end}, or to its end if that comes first. */
    ObjectStream open(ObjectId id, Optional<String> etag, long begin, long end) {
        return open(
                id, request(id, etag).range("bytes=" + begin + "-" + (end - 1)).build());
    }

    private static GetObjectRequest.Builder request(ObjectId id, Optional<String> etag) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(id.bucket()).key(id.key());
        etag.ifPresent(request::ifMatch);
        return request;
    }

    private ObjectStream open(ObjectId id, GetObjectRequest request) {
        return S3Calls.read(() -> new ObjectStream(calls.client().getObject(request), id.url()), "open", id);
    }
}
