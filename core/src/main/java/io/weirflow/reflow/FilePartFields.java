package io.weirflow.reflow;

import static io.weirflow.reflow.ProtoInput.LENGTH_DELIMITED;
import static io.weirflow.reflow.ProtoInput.VARINT;
import static io.weirflow.reflow.ProtoInput.malformed;

import io.weirflow.assertion.Assertions;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The fields of a file in the form of {@link FilesetV2}. */
final class FilePartFields {
    private @Nullable Digest id;
    private long size;
    private String source = "";
    private String etag = "";
    private Instant lastModified = GoTime.ZERO;
    private @Nullable Digest contentHash;

    /** Reads the message that the input is narrowed to. */
    void read(ProtoInput in) {
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | LENGTH_DELIMITED -> id = digest(in);
                case 2 << 3 | VARINT -> size = in.varint();
                case 3 << 3 | LENGTH_DELIMITED -> source = in.text();
                case 4 << 3 | LENGTH_DELIMITED -> etag = in.text();
                case 5 << 3 | LENGTH_DELIMITED -> {
                    int outer = in.enterNested();
                    lastModified = time(in);
                    in.leave(outer);
                }
                case 6 << 3 | LENGTH_DELIMITED -> contentHash = digest(in);
                default -> in.skip(tag);
            }
        }
    }

    private static @Nullable Digest digest(ProtoInput in) {
        int outer = in.enterNested();
        if (in.remaining() == Digest.TEXT_SIZE) {
            Digest digest = Digest.parse(in.bytes, in.position);
            in.leave(outer);
            return digest;
        }
        ReflowDigest digest = ReflowDigest.parse(
                new String(in.bytes, in.position, in.remaining(), java.nio.charset.StandardCharsets.UTF_8));
        in.leave(outer);
        return digest.isZero() ? null : digest.toDigest();
    }

    private static Instant time(ProtoInput in) {
        long seconds = 0;
        long nanos = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | VARINT -> seconds = in.varint();
                case 2 << 3 | VARINT -> nanos = in.varint();
                default -> in.skip(tag);
            }
        }
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw malformed("a time is out of range: " + seconds + " seconds since 1970");
        }
    }

    File file(Assertions assertions) {
        File file = id == null ? File.reference(source, etag, size) : File.resolved(id, size);
        if (id != null && !(source.isEmpty() && etag.isEmpty())) {
            file = file.withSource(source, etag);
        }
        if (!lastModified.equals(GoTime.ZERO)) {
            file = file.withLastModified(lastModified);
        }
        return contentHash == null
                ? file.withAssertions(assertions)
                : file.withContentHash(contentHash).withAssertions(assertions);
    }
}
