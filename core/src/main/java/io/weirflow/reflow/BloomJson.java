package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.repository.BloomLiveSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The JSON of Bloom filters with which Reflow's repositories are told what to keep: {@code {"m":bits,"k":hashes,"b":"…"}},
 * where {@code b} is the number of bits and the words, each as eight bytes, the highest first, in base 64 for URLs.
 */
public final class BloomJson {
    private BloomJson() {}

    /** Returns the JSON of a filter. */
    public static String write(BloomLiveSet set) {
        long[] words = set.words();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(words.length + 1, Long.BYTES));
        bytes.putLong(set.bits());
        for (long word : words) {
            bytes.putLong(word);
        }
        String text = Base64.getUrlEncoder().encodeToString(bytes.array());
        return "{\"m\":" + set.bits() + ",\"k\":" + set.hashes() + ",\"b\":\"" + text + "\"}";
    }

    /**
     * Returns the filter of a JSON text.
     *
     * @throws WeirflowException of kind INVALID if it is malformed
     */
    public static BloomLiveSet read(String json) {
        Fields fields = new Fields();
        GoJsonReader.readAll(json, "bloom filter", parser -> {
            GoJsonReader.object(parser, fields::read);
            return fields;
        });
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(fields.words);
        } catch (IllegalArgumentException e) {
            throw WeirflowException.wrap(e, ErrorKind.INVALID, "bloom filter");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length < Long.BYTES || bytes.length % Long.BYTES != 0 || buffer.getLong() != fields.bits) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "bloom filter", "the bits are not as many as stated", fields.bits);
        }
        long[] words = new long[buffer.remaining() / Long.BYTES];
        buffer.asLongBuffer().get(words);
        int hashes = (int) Math.min(fields.hashes, Integer.MAX_VALUE);
        return BloomLiveSet.of(fields.bits, hashes, words);
    }

    private static final class Fields {
        long bits;
        long hashes;
        String words = "";

        void read(JsonParser parser, String name) throws IOException {
            switch (name) {
                case "m" -> bits = GoJsonReader.integer(parser, bits);
                case "k" -> hashes = GoJsonReader.integer(parser, hashes);
                case "b" -> words = GoJsonReader.text(parser, words);
                default -> parser.skipChildren();
            }
        }
    }
}
