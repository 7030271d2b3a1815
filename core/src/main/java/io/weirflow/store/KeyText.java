package io.weirflow.store;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;

/** The rules for the texts that make keys. */
final class KeyText {
    private static final int SHOWN = 60;

    private KeyText() {}

    static void checkPartition(String partition) {
        check("partition", partition, StateStore.MAX_PARTITION_BYTES);
    }

    static void checkSort(String sort) {
        check("sort key", sort, StateStore.MAX_SORT_BYTES);
    }

    private static void check(String what, String text, int limit) {
        if (text.isEmpty()) {
            throw WeirflowException.of(ErrorKind.INVALID, what, "must not be empty");
        }
        int bytes = checkedLength(what, text);
        if (bytes > limit) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, what, "has " + bytes + " bytes in UTF-8, the limit is " + limit, shown(text));
        }
    }

    /** Returns the length in UTF-8 of a text without control characters and with whole surrogate pairs. */
    private static int checkedLength(String what, String text) {
        int bytes = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                throw refused(what, text, "half of a surrogate pair", c, i);
            }
            if (Character.isISOControl(c)) {
                throw refused(what, text, "a control character", c, i);
            }
        }
        return bytes;
    }

    private static WeirflowException refused(String what, String text, String found, char c, int index) {
        String message = String.format("contains %s, U+%04X, at index %d", found, (int) c, index);
        return WeirflowException.of(ErrorKind.INVALID, what, message, shown(text));
    }

    /** Quotes a text for a message: shortened, and with what does not print escaped. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), SHOWN); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(text.length() > SHOWN ? "…\"" : "\"").toString();
    }
}
