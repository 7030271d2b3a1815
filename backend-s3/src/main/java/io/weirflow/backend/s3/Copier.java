package io.weirflow.backend.s3;

import io.weirflow.digest.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/** Has the server copy objects: small ones in one request, larger ones in parts. One version of the source is copied. */
final class Copier {
    /** Reflow's sizes. */
    static final Sizes USUAL = new Sizes(256 * PartSizes.MIB, 128 * PartSizes.MIB);

    private final S3Calls calls;
    private final Sizes sizes;

    /**
     * When a copy is made in parts.
     *
     * @param largestWhole the largest object that is copied in one request, at most 5 GiB
     * @param part the size of a part
     */
    record Sizes(long largestWhole, long part) {
        /** Returns the size of the parts of an object, which may not be too many. */
        long partBytes(long sizeBytes) {
            return Math.max(part, PartSizes.of(sizeBytes, 1));
        }
    }

    /** What is known of a copy: what the server did not say is not. */
    record Copied(Stored object, Optional<Instant> lastModified, Optional<Digest> checked) {}

    Copier(S3Calls calls, Sizes sizes) {
        this.calls = calls;
        this.sizes = sizes;
    }

    /**
     * Copies an object.
     *
     * @param found what the source is
     * @param contentHash the digest that the copy's metadata state; if absent, that of the source's
     * @param check whether the server is asked for the digest of what it copied, which not all can tell
     */
    Copied copy(
            ObjectId source, HeadObjectResponse found, ObjectId target, Optional<Digest> contentHash, boolean check) {
        Optional<Digest> stated = ObjectMetadata.contentHash(found.metadata());
        Optional<Digest> hash = contentHash.or(() -> stated);
        if (found.contentLength() > sizes.largestWhole()) {
            String etag = inParts(source, found, target, hash);
            return new Copied(new Stored(etag, found.contentLength(), hash), Optional.empty(), Optional.empty());
        }
        CopyObjectResponse response = S3Calls.write(
                () -> calls.client().copyObject(request -> {
                    request.sourceBucket(source.bucket())
                            .sourceKey(source.key())
                            .copySourceIfMatch(found.eTag())
                            .destinationBucket(target.bucket())
                            .destinationKey(target.key());
                    if (check) {
                        request.checksumAlgorithm(ChecksumAlgorithm.SHA256);
                    }
                    if (!hash.equals(stated)) {
                        replaceMetadata(request, found, hash);
                    }
                }),
                "copy",
                source,
                target);
        var result = response.copyObjectResult();
        return new Copied(
                new Stored(result.eTag(), found.contentLength(), hash),
                Optional.ofNullable(result.lastModified()),
                checksum(result.checksumSHA256()));
    }

    /** Reads what the server says; followed by a number of parts it is no digest of the content, and counts as unsaid. */
    private static Optional<Digest> checksum(@Nullable String base64) {
        if (base64 == null || base64.indexOf('-') >= 0) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return bytes.length == Digest.SIZE_BYTES ? Optional.of(Digest.fromBytes(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void replaceMetadata(
            CopyObjectRequest.Builder request, HeadObjectResponse found, Optional<Digest> hash) {
        request.metadataDirective(MetadataDirective.REPLACE)
                .metadata(metadata(found, hash))
                .contentType(found.contentType())
                .contentEncoding(found.contentEncoding())
                .contentDisposition(found.contentDisposition())
                .contentLanguage(found.contentLanguage())
                .cacheControl(found.cacheControl());
    }

    private static Map<String, String> metadata(HeadObjectResponse found, Optional<Digest> hash) {
        Map<String, String> metadata = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        metadata.putAll(found.metadata());
        metadata.putAll(ObjectMetadata.of(hash));
        return metadata;
    }

    private String inParts(ObjectId source, HeadObjectResponse found, ObjectId target, Optional<Digest> hash) {
        long size = found.contentLength();
        long partBytes = sizes.partBytes(size);
        MultipartUpload upload = MultipartUpload.begin(
                calls,
                target,
                request -> request.metadata(metadata(found, hash))
                        .contentType(found.contentType())
                        .contentEncoding(found.contentEncoding())
                        .contentDisposition(found.contentDisposition())
                        .contentLanguage(found.contentLanguage())
                        .cacheControl(found.cacheControl()));
        try {
            List<CompletedPart> parts = new ArrayList<>();
            try (Window<CompletedPart> window = new Window<>(calls.requests(), parts::add)) {
                int number = 1;
                for (long begin = 0; begin < size; begin += partBytes, number++) {
                    int partNumber = number;
                    long from = begin;
                    window.submit(() ->
                            upload.copy(partNumber, source, found.eTag(), from, Math.min(from + partBytes, size)));
                }
                window.finish();
            }
            return upload.complete(parts);
        } catch (Throwable e) {
            upload.abort(e);
            throw e;
        }
    }
}
