package io.weirflow.blob;

import static java.time.temporal.ChronoField.NANO_OF_SECOND;

import io.weirflow.assertion.AssertionGenerator;
import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.File;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Asserts ETag, time of last change and size of objects, with the names and in the forms of Reflow. */
final class BlobAssertions implements AssertionGenerator {
    /** The text of Go's {@code time.Time} in UTC. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(NANO_OF_SECOND, 0, 9, true)
            .appendLiteral(" +0000 UTC")
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final BlobMux mux;

    BlobAssertions(BlobMux mux) {
        this.mux = mux;
    }

    @Override
    public Assertions generate(AssertionKey key) {
        if (!key.namespace().equals(AssertionKey.BLOB)) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "generate assertions",
                    "only the namespace " + AssertionKey.BLOB + " is known here",
                    key);
        }
        try {
            return about(key.subject(), mux.stat(key.subject()));
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_EXIST)) {
                return Assertions.of(key, Map.of());
            }
            throw e;
        }
    }

    static Assertions about(String url, File file) {
        Map<String, String> properties = new HashMap<>();
        if (!file.etag().isEmpty()) {
            properties.put("etag", file.etag());
        }
        file.lastModified().ifPresent(time -> properties.put("last-modified", TIME.format(time)));
        if (file.sizeBytes() > 0) {
            properties.put("size", Long.toString(file.sizeBytes()));
        }
        return Assertions.of(new AssertionKey(AssertionKey.BLOB, url), properties);
    }
}
