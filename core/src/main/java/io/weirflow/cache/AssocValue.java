package io.weirflow.cache;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.util.Arrays;

/** The value of an entry: a reference to a blob, or a few bytes inline so that a hit needs no second read. */
public sealed interface AssocValue {
    /** The largest inline value, in bytes. */
    int MAX_INLINE_BYTES = 4096;

    /**
     * A reference to a blob in the repository beside the assoc.
     *
     * @param digest the blob's digest
     */
    record Reference(Digest digest) implements AssocValue {}

    /** Bytes held in the entry itself: at most {@value AssocValue#MAX_INLINE_BYTES}. */
    final class Inline implements AssocValue {
        private final byte[] bytes;

        private Inline(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Returns the bytes, which MUST NOT be changed. */
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public boolean equals(Object object) {
            return object instanceof Inline other && Arrays.equals(bytes, other.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "inline, " + bytes.length + " bytes";
        }
    }

    /** Returns a reference. */
    static AssocValue reference(Digest digest) {
        return new Reference(digest);
    }

    /**
     * Returns an inline value; the array passes into its possession.
     *
     * @throws WeirflowException of kind INVALID if it is larger than {@value #MAX_INLINE_BYTES} bytes
     */
    static AssocValue inline(byte[] bytes) {
        if (bytes.length > MAX_INLINE_BYTES) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "assoc", "an inline value has at most 4096 bytes, found " + bytes.length);
        }
        return new Inline(bytes);
    }
}
