package io.weirflow.backend.s3;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists objects, a page of up to 1,000 a request. */
final class Lister {
    static final int PAGE = 1000;

    private final S3Calls calls;

    Lister(S3Calls calls) {
        this.calls = calls;
    }

    /** A page of a listing, in the order of the keys' UTF-8 bytes; {@code next} continues it. */
    record Page(List<S3Object> objects, Optional<String> next) {}

    /** Lists the objects below a prefix that come after a key. */
    Page after(String bucket, String prefix, String key, String operation) {
        return page(bucket, prefix, Optional.of(key), Optional.empty(), operation);
    }

    /** Calls back with each page of the objects below a prefix. */
    void pages(String bucket, String prefix, String operation, Consumer<List<S3Object>> action) {
        Optional<String> next = Optional.empty();
        do {
            Page page = page(bucket, prefix, Optional.empty(), next, operation);
            action.accept(page.objects());
            next = page.next();
        } while (next.isPresent());
    }

    private Page page(String bucket, String prefix, Optional<String> after, Optional<String> next, String operation) {
        ListObjectsV2Response response = S3Calls.read(
                () -> calls.client().listObjectsV2(request -> {
                    request.bucket(bucket).prefix(prefix).maxKeys(PAGE);
                    after.ifPresent(request::startAfter);
                    next.ifPresent(request::continuationToken);
                }),
                operation,
                new ObjectId(bucket, prefix));
        Optional<String> token = Boolean.TRUE.equals(response.isTruncated())
                ? Optional.ofNullable(response.nextContinuationToken())
                : Optional.empty();
        return new Page(response.contents(), token);
    }
}
