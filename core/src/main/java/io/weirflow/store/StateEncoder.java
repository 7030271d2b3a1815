package io.weirflow.store;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes the fields of a record's value: a format's name and version, then each field with its length. {@link StateDecoder} reads
 * them. A later version of a format may append fields, which earlier readers of the same version number skip. Not thread-safe.
 */
public final class StateEncoder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** Starts a value of a format. */
    public StateEncoder(String format, int version) {
        text(format);
        number(version);
    }

    /** Appends bytes. */
    public StateEncoder bytes(byte[] value) {
        try {
            out.writeInt(value.length);
            out.write(value);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never from memory
        }
    }

    /** Appends a text. */
    public StateEncoder text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends a number. */
    public StateEncoder number(long value) {
        return text(Long.toString(value));
    }

    /**
     * Returns the value.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID if it is larger than a value may be
     */
    public StateValue value() {
        return StateValue.wrap(bytes.toByteArray());
    }
}
