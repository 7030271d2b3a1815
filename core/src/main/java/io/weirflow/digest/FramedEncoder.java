package io.weirflow.digest;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/**
 * Encodes structured keys so that different structures never give the same bytes: the encoding starts with a domain,
 * and every field is preceded by its length, every collection by its size. Not thread-safe; reusable:
 * {@link #finish()} resets it and {@link #begin(String)} starts the next key.
 */
public final class FramedEncoder {
    private final Digester digester = new Digester();

    /** Starts a key in a domain, such as {@code "weirflow.exec.1"}; keys of different domains never collide. */
    public FramedEncoder begin(String domain) {
        return text(domain);
    }

    /** Adds a text field. */
    public FramedEncoder text(String value) {
        boolean ascii = value.chars().allMatch(c -> c < 0x80);
        if (ascii) {
            number(value.length());
            digester.updateUtf8(value);
            return this;
        }
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a field of bytes. */
    public FramedEncoder bytes(byte[] value) {
        number(value.length);
        digester.update(value);
        return this;
    }

    /** Adds a number field. */
    public FramedEncoder number(long value) {
        digester.updateLongLittleEndian(value);
        return this;
    }

    /** Adds a flag. */
    public FramedEncoder flag(boolean value) {
        digester.update((byte) (value ? 1 : 0));
        return this;
    }

    /** Adds a digest field. */
    public FramedEncoder digest(Digest value) {
        digester.update(value);
        return this;
    }

    /** Adds a sequence of texts: its size, then each. */
    public FramedEncoder texts(Collection<String> values) {
        number(values.size());
        values.forEach(this::text);
        return this;
    }

    /** Adds a map of texts: its size, then each key and value, in the iteration order of the map, which MUST be fixed. */
    public FramedEncoder texts(Map<String, String> values) {
        number(values.size());
        values.forEach((key, value) -> text(key).text(value));
        return this;
    }

    /** Returns the digest of the key and starts afresh. */
    public Digest finish() {
        return digester.finish();
    }
}
