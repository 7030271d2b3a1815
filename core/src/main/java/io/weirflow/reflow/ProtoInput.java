package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads messages of protocol buffers from memory. Every read is checked against the end of the message, so that no length
 * can lie. Nested messages are read by narrowing the end.
 */
final class ProtoInput {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int START_GROUP = 3;
    static final int END_GROUP = 4;
    static final int FIXED32 = 5;

    final byte[] bytes;
    int position;
    private int end;

    ProtoInput(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    int remaining() {
        return end - position;
    }

    boolean hasMore() {
        return position < end;
    }

    /** Narrows what is read to so many bytes from here; returns the former end, for {@link #leave}. */
    int enter(long length) {
        if (length < 0 || length > remaining()) {
            throw malformed("it says that " + length + " bytes follow, where only " + remaining() + " do");
        }
        int outer = end;
        end = position + (int) length;
        return outer;
    }

    /** Goes on behind the narrowed part, the rest of which is skipped. */
    void leave(int outer) {
        position = end;
        end = outer;
    }

    long longLittleEndian() {
        if (remaining() < Long.BYTES) {
            throw malformed("it ends within a length");
        }
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value |= (bytes[position++] & 0xFFL) << (8 * i);
        }
        return value;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (position == end) {
                throw malformed("it ends within a number");
            }
            byte group = bytes[position++];
            if (shift == 63 && (group & 0xFE) != 0) {
                break;
            }
            value |= (group & 0x7FL) << shift;
            if (group >= 0) {
                return value;
            }
        }
        throw malformed("a number has more than 64 bits");
    }

    /** Reads a field's number and wire type as one number. */
    int tag() {
        long tag = varint();
        if (tag >>> 3 == 0 || tag >>> 3 > (1 << 29) - 1) {
            throw malformed("a field has the number " + (tag >>> 3));
        }
        return (int) tag;
    }

    /** Reads the length of a nested message or text, and narrows to it. */
    int enterNested() {
        return enter(varint());
    }

    String text() {
        int outer = enterNested();
        String text = new String(bytes, position, remaining(), StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0) {
            requireUtf8();
        }
        leave(outer);
        return text;
    }

    private void requireUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, position, remaining()));
        } catch (CharacterCodingException e) {
            throw malformed("a text is not UTF-8");
        }
    }

    /** Skips the value of a field that is not known; groups may be nested to any depth. */
    void skip(int tag) {
        int depth = 0;
        int current = tag;
        while (true) {
            switch (current & 7) {
                case VARINT -> varint();
                case FIXED64 -> leave(enter(Long.BYTES));
                case LENGTH_DELIMITED -> leave(enterNested());
                case START_GROUP -> depth++;
                case END_GROUP -> depth--;
                case FIXED32 -> leave(enter(Integer.BYTES));
                default -> throw malformed("a field has an unknown wire type " + (current & 7));
            }
            if (depth < 0) {
                throw malformed("a group ends that did not start");
            }
            if (depth == 0) {
                return;
            }
            current = tag();
        }
    }

    static WeirflowException malformed(String why) {
        return WeirflowException.of(ErrorKind.INVALID, "read fileset", "is not a fileset of version 2: " + why);
    }
}
