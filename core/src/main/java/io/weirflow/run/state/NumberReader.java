package io.weirflow.run.state;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.StateKey;
import java.nio.charset.StandardCharsets;

/** Reads what {@link NumberWriter} wrote. Not thread-safe. */
final class NumberReader {
    private final byte[] bytes;
    private final StateKey key;
    private int position;

    NumberReader(byte[] bytes, StateKey key) {
        this.bytes = bytes;
        this.key = key;
    }

    int number() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (position == bytes.length) {
                break;
            }
            byte next = bytes[position++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged();
    }

    int signed() {
        int value = number();
        return value >>> 1 ^ -(value & 1);
    }

    String text() {
        int length = number();
        if (length < 0 || length > bytes.length - position) {
            throw damaged();
        }
        position += length;
        return new String(bytes, position - length, length, StandardCharsets.UTF_8);
    }

    private WeirflowException damaged() {
        return WeirflowException.of(ErrorKind.INTEGRITY, "read graph", "the record ends too early", key);
    }
}
