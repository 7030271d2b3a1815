package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.util.Arrays;

/** Writes messages of protocol buffers (version 3, in which zero and empty are not written) into memory. */
final class ProtoOutput {
    private static final int MAX_BYTES = 1 << 30;
    private static final int MAX_VARINT_BYTES = 10;
    private static final int LENGTH_DELIMITED = 2;

    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void raw(byte[] source) {
        room(source.length);
        System.arraycopy(source, 0, bytes, size, source.length);
        size += source.length;
    }

    void longLittleEndian(long value) {
        room(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
    }

    /** Writes a field's number and the number of bytes of the message or text that follows. */
    void header(int field, int length) {
        varint((long) field << 3 | LENGTH_DELIMITED);
        varint(length);
    }

    void number(int field, long value) {
        if (value != 0) {
            varint((long) field << 3);
            varint(value);
        }
    }

    void text(int field, byte[] utf8) {
        if (utf8.length > 0) {
            header(field, utf8.length);
            raw(utf8);
        }
    }

    void digest(int field, Digest digest) {
        header(field, Digest.TEXT_SIZE);
        room(Digest.TEXT_SIZE);
        digest.putText(bytes, size);
        size += Digest.TEXT_SIZE;
    }

    /** Writes a number without a field. */
    void varint(long value) {
        room(MAX_VARINT_BYTES);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    static int varintSize(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }

    /** Returns how many bytes {@link #number} writes for a field below 16. */
    static int numberSize(long value) {
        return value == 0 ? 0 : 1 + varintSize(value);
    }

    /** Returns how many bytes a message or text of a given size takes as a field below 16, its header included. */
    static int nestedSize(int length) {
        return 1 + varintSize(length) + length;
    }

    /** Returns how many bytes {@link #text} writes for a field below 16. */
    static int textSize(byte[] utf8) {
        return utf8.length == 0 ? 0 : nestedSize(utf8.length);
    }

    private void room(int length) {
        if (bytes.length - size < length) {
            long wanted = (long) size + length;
            if (wanted > MAX_BYTES) {
                throw WeirflowException.of(
                        ErrorKind.NOT_SUPPORTED, "write fileset", "its stored form would exceed 1 GiB");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(wanted, 2L * bytes.length)));
        }
    }
}
