package io.weirflow.store;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The value of a record: at most {@value StateStore#MAX_VALUE_BYTES} bytes, possibly none. Immutable. */
public final class StateValue {
    /** No bytes. */
    public static final StateValue EMPTY = new StateValue(new byte[0]);

    private final byte[] bytes;

    private StateValue(byte[] bytes) {
        if (bytes.length > StateStore.MAX_VALUE_BYTES) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "state value",
                    "has " + bytes.length + " bytes, the limit is " + StateStore.MAX_VALUE_BYTES
                            + ": store large contents in a repository and keep their digest");
        }
        this.bytes = bytes;
    }

    /**
     * Returns a copy of the given bytes.
     *
     * @throws WeirflowException of kind INVALID if they are more than the limit
     */
    public static StateValue of(byte[] bytes) {
        return new StateValue(bytes.clone());
    }

    /** Returns the given bytes without copying them: the array MUST NOT be changed any more. Otherwise as {@link #of}. */
    public static StateValue wrap(byte[] bytes) {
        return new StateValue(bytes);
    }

    /** Returns the UTF-8 bytes of a text; otherwise as {@link #of}. */
    public static StateValue utf8(String text) {
        return new StateValue(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Returns a read-only view of the bytes, with its own position. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** Returns the bytes as text in UTF-8, what is malformed replaced. */
    public String utf8() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof StateValue other && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the size; not the content, which does not belong into logs. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
