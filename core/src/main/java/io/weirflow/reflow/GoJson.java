package io.weirflow.reflow;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON strings as Go's {@code encoding/json} does: besides what JSON demands, {@code <}, {@code >}, {@code &} and
 * the line separators U+2028 and U+2029 are escaped.
 */
final class GoJson {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** The same escapes for Jackson's generator. */
    static final CharacterEscapes ESCAPES = new HtmlEscapes();

    private GoJson() {}

    private static final class HtmlEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        private final int[] ascii = standardAsciiEscapesForJSON();

        HtmlEscapes() {
            for (char c : new char[] {'<', '>', '&'}) {
                ascii[c] = ESCAPE_STANDARD;
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return c == '\u2028' || c == '\u2029' ? new SerializedString(String.format("\\u%04x", c)) : null;
        }
    }

    /** Returns a text as a JSON string. */
    static String quote(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2);
        quote(json, text);
        return json.toString();
    }

    /** Returns texts as an array of JSON strings. */
    static String quote(List<String> texts) {
        StringJoiner json = new StringJoiner(",", "[", "]");
        texts.forEach(text -> json.add(quote(text)));
        return json.toString();
    }

    /** Appends an array, each of whose elements the action appends. */
    static <T> void array(StringBuilder json, List<T> elements, Consumer<T> write) {
        json.append('[');
        for (int i = 0; i < elements.size(); i++) {
            json.append(i == 0 ? "" : ",");
            write.accept(elements.get(i));
        }
        json.append(']');
    }

    /** Appends a text as a JSON string. */
    static void quote(StringBuilder json, String text) {
        json.append('"');
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            json.append(text, done, i);
            escape(json, c);
            done = i + 1;
        }
        json.append(text, done, text.length()).append('"');
    }

    /** Appends a text as a JSON string in which only quotes, backslashes and control characters are escaped. */
    static void quoteMinimally(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                escape(json, c);
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    private static boolean isPlain(char c) {
        if (c < 0x80) {
            return c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
        }
        return c != '\u2028' && c != '\u2029' && !Character.isSurrogate(c);
    }

    private static void escape(StringBuilder json, char c) {
        switch (c) {
            case '"', '\\' -> json.append('\\').append(c);
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                char shown = Character.isSurrogate(c) ? '\ufffd' : c;
                json.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    json.append(HEX[shown >> shift & 15]);
                }
            }
        }
    }
}
