package io.weirflow.backend.file;

import io.weirflow.digest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What content passes through on its way into the repository: read once, hashed and written. Not thread-safe; reused, since
 * the first touch of fresh memory costs more than hashing what is put there.
 */
final class IngestBuffer {
    static final int SIZE_BYTES = 256 * 1024;

    private final ByteBuffer direct = ByteBuffer.allocateDirect(SIZE_BYTES);
    private final byte[] heap = new byte[SIZE_BYTES];
    private final MessageDigest sha;
    private int length;

    IngestBuffer() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Forgets what a failed use may have left. */
    void reset() {
        sha.reset();
        length = 0;
    }

    /** Reads until the buffer is full or the channel at its end, and hashes what was read. Returns whether it is full. */
    boolean fill(ReadableByteChannel in) throws IOException {
        direct.clear();
        while (direct.hasRemaining() && in.read(direct) >= 0) {}
        length = direct.position();
        direct.flip();
        direct.get(heap, 0, length);
        sha.update(heap, 0, length);
        return length == SIZE_BYTES;
    }

    /** As {@link #fill(ReadableByteChannel)}, from a stream. */
    boolean fill(InputStream in) throws IOException {
        int count = 0;
        length = 0;
        while (count >= 0 && length < SIZE_BYTES) { // readNBytes of some streams returns too early
            count = in.read(heap, length, SIZE_BYTES - length);
            length += Math.max(count, 0);
        }
        direct.clear();
        direct.put(heap, 0, length);
        sha.update(heap, 0, length);
        return length == SIZE_BYTES;
    }

    /** Returns the number of bytes that the last fill read. */
    int length() {
        return length;
    }

    /** Writes what the last fill read. */
    void writeTo(WritableByteChannel out) throws IOException {
        direct.position(0).limit(length);
        while (direct.hasRemaining()) {
            out.write(direct);
        }
    }

    /** Tells whether a channel holds exactly what the last fill read. What the fill read cannot be written after that. */
    boolean isContentOf(ReadableByteChannel in) throws IOException {
        direct.clear();
        while (direct.hasRemaining() && in.read(direct) >= 0) {}
        direct.flip();
        return direct.equals(ByteBuffer.wrap(heap, 0, length));
    }

    /** Makes the content of the last fill ready to be written again. */
    void restore() {
        direct.clear();
        direct.put(heap, 0, length);
    }

    /** Returns the digest of all fills since the last call. */
    Digest finish() {
        return Digest.fromBytes(sha.digest());
    }
}
