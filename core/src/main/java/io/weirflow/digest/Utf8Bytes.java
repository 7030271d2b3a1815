package io.weirflow.digest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts as UTF-8 without loss: a surrogate without its partner is written in three bytes, as if it were a character. */
final class Utf8Bytes {
    private Utf8Bytes() {}

    static byte[] of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return isWellFormed(text) ? bytes : lossless(text);
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static byte[] lossless(String text) {
        byte[] bytes = new byte[text.length() * 3];
        int size = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int next = i + Character.charCount(point);
            if (Character.charCount(point) == 1 && Character.isSurrogate((char) point)) {
                bytes[size++] = (byte) (0xE0 | point >> 12);
                bytes[size++] = (byte) (0x80 | point >> 6 & 0x3F);
                bytes[size++] = (byte) (0x80 | point & 0x3F);
            } else {
                byte[] proper = text.substring(i, next).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(proper, 0, bytes, size, proper.length);
                size += proper.length;
            }
            i = next;
        }
        return Arrays.copyOf(bytes, size);
    }
}
