package io.weirflow.fileset;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A stretch of bytes that is read forward: every read is checked against the end, every number for its shortest form. */
final class ByteSource {
    final byte[] bytes;
    int position;
    int end;

    ByteSource(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    int remaining() {
        return end - position;
    }

    int next() {
        if (position >= end) {
            throw malformed("it is cut off");
        }
        return bytes[position++] & 0xFF;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int group = next();
            value |= (long) (group & 0x7F) << shift;
            if (group < 0x80) {
                if (group == 0 && shift > 0 || shift == 63 && group > 1) {
                    break;
                }
                return value;
            }
        }
        throw malformed("a number is not in its shortest form");
    }

    /** Reads a number of things, each of which takes at least so many bytes of those that remain. */
    int count(int bytesEach) {
        long count = varint();
        if (count < 0 || count > remaining() / bytesEach) {
            throw malformed("it says " + Long.toUnsignedString(count) + " where only " + remaining() + " bytes follow");
        }
        return (int) count;
    }

    String text() {
        int length = count(1);
        position += length;
        return text(bytes, position - length, length);
    }

    Digest digest() {
        if (remaining() < Digest.SIZE_BYTES) {
            throw malformed("it is cut off");
        }
        position += Digest.SIZE_BYTES;
        return Digest.fromBytes(bytes, position - Digest.SIZE_BYTES);
    }

    /** Returns the text of some UTF-8, which must be well-formed. */
    String text(byte[] utf8, int offset, int length) {
        String text = new String(utf8, offset, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) { // what stands for malformed bytes, unless it was written
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, offset, length));
            } catch (CharacterCodingException e) {
                throw malformed("a text is not UTF-8");
            }
        }
        return text;
    }

    WeirflowException malformed(String why) {
        return WeirflowException.of(
                ErrorKind.INTEGRITY, "read stored fileset", why + ", at byte " + position + " of " + bytes.length);
    }
}
