package io.weirflow.base;

import java.util.Comparator;

/**
 * Orders texts by their UTF-8 bytes, unsigned, which is the order of their code points. {@link String#compareTo} differs
 * for characters outside the basic plane, which it orders before U+E000.
 */
public enum Utf8Order implements Comparator<String> {
    /** The order. */
    INSTANCE;

    @Override
    public int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return rank(x) - rank(y);
            }
        }
        return a.length() - b.length();
    }

    /** Moves surrogates, which stand for the highest code points, above the characters from U+E000. */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }
}
