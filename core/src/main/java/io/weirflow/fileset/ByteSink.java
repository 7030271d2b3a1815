package io.weirflow.fileset;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow: varints, texts and digests are appended. */
final class ByteSink {
    private static final int MAX_BYTES = 1 << 30;

    byte[] bytes = new byte[64];
    int size;

    void put(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void putVarint(long value) {
        room(10);
        size = putVarint(value, bytes, size);
    }

    /** Writes a number into an array and returns where it ends. */
    static int putVarint(long value, byte[] target, int offset) {
        int at = offset;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            target[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        return at;
    }

    /** Returns how many bytes a number takes. */
    static int varintBytes(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }

    void putText(String text) {
        byte[] utf8 = utf8(text);
        putVarint(utf8.length);
        put(utf8, 0, utf8.length);
    }

    void putDigest(Digest digest) {
        room(Digest.SIZE_BYTES);
        digest.putBytes(bytes, size);
        size += Digest.SIZE_BYTES;
    }

    void put(byte[] source, int offset, int length) {
        room(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void room(int length) {
        if (bytes.length - size < length) {
            long wanted = (long) size + length;
            if (wanted > MAX_BYTES) {
                throw refuse("its stored form exceeds 1 GiB");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(wanted, 2L * bytes.length)));
        }
    }

    static byte[] utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    throw refuse("a text is not well-formed Unicode: it has half of a surrogate pair: " + text);
                }
                i++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static WeirflowException refuse(String why) {
        return WeirflowException.of(ErrorKind.NOT_SUPPORTED, "store fileset", why);
    }
}
