package io.weirflow.backend.s3;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.util.Map;
import java.util.Optional;

/**
 * The digest of an object's content in its user metadata, as Reflow writes it: 64 hexadecimal digits under {@code
 * Content-Sha256}, which is the header {@code x-amz-meta-content-sha256}. What cannot be read there counts as absent.
 */
final class ObjectMetadata {
    static final String CONTENT_SHA256 = "content-sha256";

    private ObjectMetadata() {}

    static Map<String, String> of(Optional<Digest> contentHash) {
        return contentHash.map(hash -> Map.of(CONTENT_SHA256, hash.hex())).orElse(Map.of());
    }

    static Optional<Digest> contentHash(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(CONTENT_SHA256))
                .findFirst()
                .flatMap(entry -> parse(entry.getValue()));
    }

    private static Optional<Digest> parse(String hex) {
        try {
            return Optional.of(Digest.parseHex(hex.strip()));
        } catch (WeirflowException e) {
            return Optional.empty();
        }
    }
}
