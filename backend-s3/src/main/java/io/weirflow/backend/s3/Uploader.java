package io.weirflow.backend.s3;

import io.weirflow.digest.Digest;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Uploads content: in one request if it fits into one part, otherwise in parts of which some are under way at a time. What is
 * sent can be sent again: from memory, or from a file. A stream is never read twice.
 */
final class Uploader {
    private static final String BINARY = "binary/octet-stream";

    private final S3Calls calls;

    Uploader(S3Calls calls) {
        this.calls = calls;
    }

    /** Uploads what a reader gives, of which the first part was read. Fails with kind INTEGRITY before anything is visible. */
    Stored stream(ObjectId id, byte[] first, PartReader reader, Optional<Digest> contentHash) {
        if (reader.atEnd() || reader.isLongerThanStated()) {
            Digest digest = reader.finish(contentHash);
            return small(id, first, digest);
        }
        MultipartUpload upload = MultipartUpload.begin(calls, id, ObjectMetadata.of(contentHash));
        try {
            String etag = upload.complete(sendAll(upload, first, reader, contentHash));
            return new Stored(etag, reader.readBytes(), contentHash);
        } catch (Throwable e) {
            upload.abort(e);
            throw e;
        }
    }

    private List<CompletedPart> sendAll(
            MultipartUpload upload, byte[] first, PartReader reader, Optional<Digest> contentHash) {
        List<CompletedPart> parts = new ArrayList<>();
        try (Window<CompletedPart> window = new Window<>(calls.parts(), parts::add)) {
            byte[] part = first;
            for (int number = 1; ; number++) {
                int partNumber = number;
                RequestBody body = body(part);
                window.submit(() -> upload.send(partNumber, body));
                if (reader.atEnd() || reader.isLongerThanStated()) {
                    break;
                }
                part = reader.next();
            }
            reader.finish(contentHash);
            window.finish();
        }
        return parts;
    }

    /** Uploads bytes in one request. The server checks the digest. */
    Stored small(ObjectId id, byte[] content, Digest digest) {
        return small(id, body(content), content.length, digest, request -> {});
    }

    Stored small(
            ObjectId id, RequestBody body, long sizeBytes, Digest digest, Consumer<PutObjectRequest.Builder> more) {
        return small(id, body, sizeBytes, digest, ObjectMetadata.of(Optional.of(digest)), more);
    }

    Stored small(
            ObjectId id,
            RequestBody body,
            long sizeBytes,
            Digest digest,
            Map<String, String> metadata,
            Consumer<PutObjectRequest.Builder> more) {
        PutObjectResponse response = S3Calls.write(
                () -> calls.client()
                        .putObject(
                                request -> more.accept(request.bucket(id.bucket())
                                        .key(id.key())
                                        .contentType(BINARY)
                                        .checksumSHA256(Base64.getEncoder().encodeToString(digest.toBytes()))
                                        .metadata(metadata)),
                                body),
                "put",
                id);
        return new Stored(response.eTag(), sizeBytes, Optional.of(digest));
    }

    /** Uploads content that can be read at any place, whose digest is known. */
    Stored known(ObjectId id, PartSource source, Digest digest) {
        long size = source.sizeBytes();
        PartSizes.checkStorable(size, id);
        long partBytes = PartSizes.of(size, 1);
        if (size <= partBytes) {
            return small(id, body(source, 0, size), size, digest, request -> {});
        }
        MultipartUpload upload = MultipartUpload.begin(calls, id, ObjectMetadata.of(Optional.of(digest)));
        try {
            List<CompletedPart> parts = new ArrayList<>();
            try (Window<CompletedPart> window = new Window<>(calls.parts(), parts::add)) {
                int number = 1;
                for (long begin = 0; begin < size; begin += partBytes, number++) {
                    int partNumber = number;
                    RequestBody body = body(source, begin, Math.min(partBytes, size - begin));
                    window.submit(() -> upload.send(partNumber, body));
                }
                window.finish();
            }
            source.checkUnchanged();
            return new Stored(upload.complete(parts), size, Optional.of(digest));
        } catch (Throwable e) {
            upload.abort(e);
            throw e;
        }
    }

    static RequestBody body(byte[] content) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(content), content.length, BINARY);
    }

    private static RequestBody body(PartSource source, long begin, long length) {
        return RequestBody.fromContentProvider(() -> source.open(begin, length), length, BINARY);
    }
}
