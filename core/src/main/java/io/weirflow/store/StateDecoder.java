package io.weirflow.store;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the fields of a record's value in the order in which {@link StateEncoder} wrote them. Not thread-safe. */
public final class StateDecoder {
    private final Object source;
    private final ByteBuffer in;
    private final long version;

    /**
     * Starts to read a record of a format.
     *
     * @throws WeirflowException of kind INTEGRITY if it is of another format, NOT_SUPPORTED if it is of a later version
     */
    public StateDecoder(StateRecord record, String format, int version) {
        this(record.value(), record.key(), format, version);
    }

    /**
     * Starts to read a value of a format, which is not a record's whole value or not read from a store.
     *
     * @param source what the value is called in errors
     * @throws WeirflowException as the other constructor
     */
    public StateDecoder(StateValue value, Object source, String format, int version) {
        this.source = source;
        this.in = value.buffer();
        String found = text();
        if (!found.equals(format)) {
            throw damaged("expected the format " + format);
        }
        this.version = number();
        if (this.version > version) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "read " + format,
                    "the record has version " + this.version + ", this library knows versions up to " + version
                            + ": use a later release",
                    source);
        }
    }

    /** Returns the version of the format in which it was written. */
    public long version() {
        return version;
    }

    /** Returns the next field. */
    public byte[] bytes() {
        int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw damaged("it ends too early");
        }
        byte[] field = new byte[length];
        in.get(field);
        return field;
    }

    /** Returns the next field as text. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Returns the next field as a number. */
    public long number() {
        try {
            return Long.parseLong(text());
        } catch (NumberFormatException e) {
            throw damaged("expected a number");
        }
    }

    private WeirflowException damaged(String message) {
        return WeirflowException.of(ErrorKind.INTEGRITY, "read record", message, source);
    }
}
