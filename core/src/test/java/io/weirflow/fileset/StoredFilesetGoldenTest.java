package io.weirflow.fileset;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Stored filesets of version 1 are read by every later version; this one was written by the first. */
class StoredFilesetGoldenTest {
    private static final String GOLDEN = "/golden/fileset-1.hex";

    @Test
    void aFilesetStoredByVersion1IsRead() throws IOException {
        assertThat(FilesetFormat.decode(golden())).isEqualTo(value());
    }

    @Test
    void theStoredFormIsThatOfVersion1() throws IOException {
        assertThat(HexFormat.of().formatHex(FilesetFormat.encode(value())))
                .isEqualTo(HexFormat.of().formatHex(golden()));
    }

    private static byte[] golden() throws IOException {
        try (InputStream stream = StoredFilesetGoldenTest.class.getResourceAsStream(GOLDEN)) {
            String hex = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }

    /** A list within a list, an empty list, files beside a list, a reference, shared assertions of two namespaces. */
    private static Fileset value() {
        Assertions assertions = Assertions.of(Map.of(
                new AssertionKey("blob", "s3://bucket/key"),
                Map.of("etag", "\"v1\"", "size", "3"),
                new AssertionKey("docker", "ubuntu"),
                Map.of()));
        File plain = File.resolved(Digest.of("foo"), 3);
        File asserted = plain.withAssertions(assertions);
        File reference = File.reference("s3://bucket/ключ", "\"v2\"", 1L << 40)
                .withLastModified(Instant.parse("1969-12-31T23:59:59.000000001Z"))
                .withContentHash(Digest.of("bar"))
                .withAssertions(assertions);
        Fileset directory = Fileset.directory(
                Map.of("a/1", plain, "a/10", asserted, "a/😀", reference, "a/\uFFFD", plain, "b", asserted));
        return Fileset.of(
                List.of(Fileset.list(List.of(Fileset.of(plain), Fileset.list(List.of()))), Fileset.EMPTY, directory),
                Map.of("beside", File.resolved(Digest.of(""), 0)));
    }
}
