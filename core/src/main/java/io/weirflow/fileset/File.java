package io.weirflow.fileset;

import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.Digester;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file as a value: either <em>resolved</em>, that is named by the digest of its content, which is found in a repository,
 * or a <em>reference</em> to content at a source, which is fetched only when needed. Immutable and thread-safe.
 *
 * <p>What identifies a file is its {@link #digest()}: a resolved file's content, a reference's known content hash, or
 * else its size, source and ETag together with its assertions (Reflow's rule). Equality is equality of all fields.
 */
public final class File {
    private static final long NO_TIME = Long.MIN_VALUE;

    private final @Nullable Digest id;
    private final long sizeBytes;
    private final String source;
    private final String etag;
    // The time of last change as numbers: filesets have millions of files, and an object each would cost more.
    private final long modifiedSeconds;
    private final int modifiedNanos;
    private final int modifiedOffsetSeconds;
    private final @Nullable Digest contentHash;
    private final Assertions assertions;

    File(
            @Nullable Digest id,
            long sizeBytes,
            String source,
            String etag,
            @Nullable Instant lastModified,
            @Nullable Digest contentHash,
            Assertions assertions) {
        this.id = id;
        this.sizeBytes = sizeBytes;
        this.source = source;
        this.etag = etag;
        this.modifiedSeconds = lastModified == null ? NO_TIME : lastModified.getEpochSecond();
        this.modifiedNanos = lastModified == null ? 0 : lastModified.getNano();
        this.modifiedOffsetSeconds = 0;
        this.contentHash = contentHash;
        this.assertions = assertions;
    }

    /** Copies a file with some fields replaced. */
    private File(
            File file,
            @Nullable Digest id,
            long sizeBytes,
            String source,
            String etag,
            @Nullable Digest contentHash,
            Assertions assertions) {
        this.id = id;
        this.sizeBytes = sizeBytes;
        this.source = source;
        this.etag = etag;
        this.modifiedSeconds = file.modifiedSeconds;
        this.modifiedNanos = file.modifiedNanos;
        this.modifiedOffsetSeconds = file.modifiedOffsetSeconds;
        this.contentHash = contentHash;
        this.assertions = assertions;
    }

    /** Copies a file with another time of last change. */
    private File(File file, Instant lastModified, ZoneOffset offset) {
        this.id = file.id;
        this.sizeBytes = file.sizeBytes;
        this.source = file.source;
        this.etag = file.etag;
        this.modifiedSeconds = lastModified.getEpochSecond();
        this.modifiedNanos = lastModified.getNano();
        this.modifiedOffsetSeconds = offset.getTotalSeconds();
        this.contentHash = file.contentHash;
        this.assertions = file.assertions;
    }

    /** Returns a resolved file: its content is named by a digest. */
    public static File resolved(Digest id, long sizeBytes) {
        return new File(Objects.requireNonNull(id), sizeBytes, "", "", null, null, Assertions.NONE);
    }

    /** Returns a reference: the content at a URL whose version is told by an ETag, which may be empty if unknown. */
    public static File reference(String source, String etag, long sizeBytes) {
        return new File(null, sizeBytes, source, etag, null, null, Assertions.NONE);
    }

    /** Returns this file with where it came from. */
    public File withSource(String newSource, String newEtag) {
        return new File(this, id, sizeBytes, newSource, newEtag, contentHash, assertions);
    }

    /** Returns this file with the time of its source's last change, or without one. */
    public File withLastModified(@Nullable Instant time) {
        return time == null
                ? new File(id, sizeBytes, source, etag, null, contentHash, assertions)
                : new File(this, time, ZoneOffset.UTC);
    }

    /** Returns this file with the time of its source's last change, as the source states it. */
    public File withLastModified(OffsetDateTime time) {
        return new File(this, time.toInstant(), time.getOffset());
    }

    /** Returns this file with the digest that its content is known to have. */
    public File withContentHash(@Nullable Digest hash) {
        return new File(this, id, sizeBytes, source, etag, hash, assertions);
    }

    /** Returns this file with other assertions. */
    public File withAssertions(Assertions newAssertions) {
        return assertions.equals(newAssertions)
                ? this
                : new File(this, id, sizeBytes, source, etag, contentHash, newAssertions);
    }

    /** Returns this file resolved to content, keeping what else is known of it. */
    public File resolvedTo(Digest content, long contentSizeBytes) {
        return new File(this, Objects.requireNonNull(content), contentSizeBytes, source, etag, contentHash, assertions);
    }

    /** Tells whether this is a reference. */
    public boolean isReference() {
        return id == null;
    }

    /**
     * Returns the digest of the content of a resolved file.
     *
     * @throws WeirflowException of kind PRECONDITION if this is a reference
     */
    public Digest id() {
        if (id == null) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "file", "is a reference that was not fetched yet: load it first", source);
        }
        return id;
    }

    /** Returns the size in bytes; of a reference, as its source stated it. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Returns the URL of the source, or the empty text. */
    public String source() {
        return source;
    }

    /** Returns the ETag of the source, with its quotes where it has any, or the empty text. */
    public String etag() {
        return etag;
    }

    /** Returns the time of the source's last change, if known. */
    public Optional<Instant> lastModified() {
        return modifiedSeconds == NO_TIME
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(modifiedSeconds, modifiedNanos));
    }

    /** Returns the offset from UTC with which the source stated the time of the last change; no part of equality. */
    public ZoneOffset lastModifiedOffset() {
        return ZoneOffset.ofTotalSeconds(modifiedOffsetSeconds);
    }

    /** Returns the digest that the content of a reference is known to have. */
    public Optional<Digest> contentHash() {
        return Optional.ofNullable(contentHash);
    }

    /** Returns what was asserted about the source. */
    public Assertions assertions() {
        return assertions;
    }

    /** Returns the digest that identifies this file; see the class comment. */
    public Digest digest() {
        if (id != null) {
            return id;
        }
        if (contentHash != null) {
            return contentHash;
        }
        return Digester.compute(digester -> {
            digester.updateLongLittleEndian(sizeBytes).updateUtf8(source).updateUtf8(etag);
            assertions.writeTo(digester);
        });
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof File other
                && Objects.equals(id, other.id)
                && sizeBytes == other.sizeBytes
                && source.equals(other.source)
                && etag.equals(other.etag)
                && modifiedSeconds == other.modifiedSeconds
                && modifiedNanos == other.modifiedNanos
                && Objects.equals(contentHash, other.contentHash)
                && assertions.equals(other.assertions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, sizeBytes, source, etag);
    }

    /** Returns the fields that are present, as Reflow shows them. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (id != null) {
            text.append("id: ").append(id).append(", ");
        }
        text.append("size: ").append(sizeBytes);
        if (!source.isEmpty()) {
            text.append(", source: ").append(source);
        }
        if (!etag.isEmpty()) {
            text.append(", etag: ").append(etag);
        }
        if (contentHash != null) {
            text.append(", contenthash: ").append(contentHash.abbreviated());
        }
        if (!assertions.isEmpty()) {
            text.append(", assertions: <#").append(assertions.size()).append('>');
        }
        return text.toString();
    }
}
