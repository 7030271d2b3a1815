package io.weirflow.backend.s3;

import com.google.common.hash.Hashing;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * An upload in parts. Nothing can be seen of it before {@link #complete}; whatever goes wrong before, {@link #abort} takes back.
 * Sending parts is thread-safe.
 */
final class MultipartUpload {
    private final S3Calls calls;
    private final ObjectId id;
    private final String uploadId;

    private MultipartUpload(S3Calls calls, ObjectId id, String uploadId) {
        this.calls = calls;
        this.id = id;
        this.uploadId = uploadId;
    }

    static MultipartUpload begin(S3Calls calls, ObjectId id, Map<String, String> metadata) {
        return begin(calls, id, request -> request.metadata(metadata));
    }

    static MultipartUpload begin(
            S3Calls calls, ObjectId id, Consumer<CreateMultipartUploadRequest.Builder> properties) {
        String uploadId = S3Calls.read(
                () -> calls.client()
                        .createMultipartUpload(request ->
                                properties.accept(request.bucket(id.bucket()).key(id.key())))
                        .uploadId(),
                "put",
                id);
        return new MultipartUpload(calls, id, uploadId);
    }

    /** Sends a part; the body can be read as often as needed. */
    CompletedPart send(int number, RequestBody body) {
        String etag = S3Calls.read(
                () -> calls.client()
                        .uploadPart(
                                request -> request.bucket(id.bucket())
                                        .key(id.key())
                                        .uploadId(uploadId)
                                        .partNumber(number),
                                body)
                        .eTag(),
                "put",
                id);
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** Has the server copy a part of another object, as long as that has the given ETag. */
    CompletedPart copy(int number, ObjectId source, String sourceEtag, long begin, long end) {
        String etag = S3Calls.read(
                () -> calls.client()
                        .uploadPartCopy(request -> request.sourceBucket(source.bucket())
                                .sourceKey(source.key())
                                .copySourceIfMatch(sourceEtag)
                                .copySourceRange("bytes=" + begin + "-" + (end - 1))
                                .destinationBucket(id.bucket())
                                .destinationKey(id.key())
                                .uploadId(uploadId)
                                .partNumber(number))
                        .copyPartResult()
                        .eTag(),
                "copy",
                source,
                id);
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /**
     * Makes the object of its parts and returns its ETag. When the reply to a request that took effect was lost, the one that is
     * sent again finds no upload any more: then the object itself tells, by an ETag that follows from its parts.
     *
     * @throws WeirflowException of kind OUTCOME_UNKNOWN if that cannot be told
     */
    String complete(List<CompletedPart> parts) {
        try {
            return S3Calls.write(
                    () -> calls.client()
                            .completeMultipartUpload(request -> request.bucket(id.bucket())
                                    .key(id.key())
                                    .uploadId(uploadId)
                                    .multipartUpload(upload -> upload.parts(parts)))
                            .eTag(),
                    "put",
                    id);
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_EXIST) || e.is(ErrorKind.OUTCOME_UNKNOWN)) {
                return completedBefore(parts, e);
            }
            throw e;
        }
    }

    private String completedBefore(List<CompletedPart> parts, WeirflowException reason) {
        try {
            HeadObjectResponse found = calls.client()
                    .headObject(request -> request.bucket(id.bucket()).key(id.key()));
            if (found.eTag().equals(etagOf(parts))) {
                return found.eTag();
            }
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
        if (reason.is(ErrorKind.OUTCOME_UNKNOWN)) {
            throw reason;
        }
        throw WeirflowException.wrap(reason, ErrorKind.OUTCOME_UNKNOWN, "complete upload", id);
    }

    /** The MD5 of the MD5s that are the ETags of the parts, unless a key of the key service encrypts them. */
    static String etagOf(List<CompletedPart> parts) {
        List<byte[]> sums = new ArrayList<>();
        for (CompletedPart part : parts) {
            String hex = part.eTag().replace("\"", "");
            if (hex.length() != 32) {
                return "";
            }
            try {
                sums.add(HexFormat.of().parseHex(hex));
            } catch (IllegalArgumentException e) {
                return "";
            }
        }
        @SuppressWarnings("deprecation") // it is what S3 uses
        var md5 = Hashing.md5().newHasher();
        sums.forEach(md5::putBytes);
        return '"' + md5.hash().toString() + '-' + parts.size() + '"';
    }

    /** Takes everything back, as far as the server can be reached; of an upload that is left over S3 keeps the parts. */
    void abort(Throwable reason) {
        boolean interrupted = Thread.interrupted();
        try {
            calls.client()
                    .abortMultipartUpload(
                            request -> request.bucket(id.bucket()).key(id.key()).uploadId(uploadId));
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
