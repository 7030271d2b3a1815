package io.weirflow.digest;

import java.util.Collection;
import java.util.Map;

/**
 * Encodes structured keys so that different structures never give the same bytes: the encoding starts with a domain,
 * and every field is preceded by its length, every collection by its size. Not thread-safe; reusable:
 * {@link #finish()} resets it and {@link #begin(String)} starts the next key.
 *
 * <p>Numbers are written in groups of seven bits, the lowest first, each but the last with the highest bit set, so that
 * lengths take one byte. Texts are written as UTF-8; a surrogate without its partner as if it were a character, so that no
 * two texts are written alike.
 */
public final class FramedEncoder {
    private final Digester digester = new Digester();

    /** Starts a key in a domain, such as {@code "weirflow.exec.1"}; keys of different domains never collide. */
    public FramedEncoder begin(String domain) {
        return text(domain);
    }

    /** Adds a text field. */
    public FramedEncoder text(String value) {
        if (Digester.isAscii(value)) {
            number(value.length());
            digester.updateAscii(value);
            return this;
        }
        byte[] bytes = Utf8Bytes.of(value);
        number(bytes.length);
        digester.update(bytes, 0, bytes.length);
        return this;
    }

    /** Adds a field of bytes. */
    public FramedEncoder bytes(byte[] value) {
        number(value.length);
        digester.update(value);
        return this;
    }

    /** Adds a number field. */
    public FramedEncoder number(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            digester.update((byte) (rest | 0x80));
            rest >>>= 7;
        }
        digester.update((byte) rest);
        return this;
    }

    /** Adds a flag. */
    public FramedEncoder flag(boolean value) {
        digester.update((byte) (value ? 1 : 0));
        return this;
    }

    /** Adds a digest field. */
    public FramedEncoder digest(Digest value) {
        digester.updateRaw(value);
        return this;
    }

    /** Adds a sequence of texts: its size, then each. */
    public FramedEncoder texts(Collection<String> values) {
        number(values.size());
        for (String value : values) {
            text(value);
        }
        return this;
    }

    /** Adds a map of texts: its size, then each key and value, in the iteration order of the map, which MUST be fixed. */
    public FramedEncoder texts(Map<String, String> values) {
        number(values.size());
        if (values.isEmpty()) {
            return this;
        }
        for (Map.Entry<String, String> entry : values.entrySet()) {
            text(entry.getKey()).text(entry.getValue());
        }
        return this;
    }

    /** Returns the digest of the key and starts afresh. */
    public Digest finish() {
        return digester.finish();
    }
}
