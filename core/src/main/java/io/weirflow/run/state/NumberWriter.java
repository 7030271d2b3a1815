package io.weirflow.run.state;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes numbers in as few bytes as they need, seven bits in each. Not thread-safe. */
final class NumberWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    NumberWriter number(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes.write(rest);
        return this;
    }

    /** Writes a number that may be negative, small ones of either sign shortly. */
    NumberWriter signed(int value) {
        return number(value << 1 ^ value >> 31);
    }

    NumberWriter text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        bytes.writeBytes(encoded);
        return this;
    }

    int size() {
        return bytes.size();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
