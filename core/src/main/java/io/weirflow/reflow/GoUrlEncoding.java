package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The parts of a URL, each with the characters that Go leaves as they are; all others are written as {@code %XX}. */
enum GoUrlEncoding {
    PATH("$&+,/:;=@"),
    USER("$&+,;="),
    HOST("!$&'()*+,;=:[]<>\""),
    ZONE("!$&'()*+,;=:[]<>\""),
    FRAGMENT("$&+,/:;=?@!()*");

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "-_.~";
    /** What may also stand in an encoded path or fragment, although it would not be written so. */
    private static final String ALLOWED = "!$&'()*+,;=:@[]%";

    private final String plain;

    GoUrlEncoding(String plain) {
        this.plain = plain;
    }

    private boolean isPlain(int c) {
        return isLetterOrDigit(c) || c < 0x80 && (UNRESERVED.indexOf(c) >= 0 || plain.indexOf(c) >= 0);
    }

    private static boolean isLetterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** Returns a text with every byte escaped that is not plain. */
    String escape(String text) {
        return escape(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the text of some bytes, of which those are escaped that are not plain. */
    String escape(byte[] bytes) {
        StringBuilder escaped = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            int c = b & 0xFF;
            if (isPlain(c)) {
                escaped.append((char) c);
            } else {
                escaped.append('%').append(HEX.toHexDigits(b));
            }
        }
        return escaped.toString();
    }

    /** Returns the raw form of a text if it is one, else its escaped form. */
    String encoded(String text, String raw) {
        return !raw.isEmpty() && isEncoded(raw) ? raw : escape(text);
    }

    boolean isEncoded(String raw) {
        for (byte b : raw.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xFF;
            if (!isPlain(c) && ALLOWED.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the bytes of a text with all escapes resolved, which need not be UTF-8.
     *
     * @throws WeirflowException of kind INVALID for a malformed escape, or one that this part of a URL may not have
     */
    byte[] unescape(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream unescaped = new ByteArrayOutputStream(bytes.length);
        boolean host = this == HOST || this == ZONE;
        for (int i = 0; i < bytes.length; i++) {
            int c = bytes[i] & 0xFF;
            if (c == '%') {
                unescaped.write(escapeAt(bytes, i, text));
                i += 2;
            } else if (host && c < 0x80 && !isPlain(c)) {
                throw malformed("invalid character \"" + (char) c + "\" in host name", text);
            } else {
                unescaped.write(c);
            }
        }
        return unescaped.toByteArray();
    }

    private int escapeAt(byte[] bytes, int at, String text) {
        if (at + 2 >= bytes.length || !HexFormat.isHexDigit(bytes[at + 1]) || !HexFormat.isHexDigit(bytes[at + 2])) {
            throw malformed("invalid URL escape at " + at, text);
        }
        int c = HexFormat.fromHexDigit(bytes[at + 1]) << 4 | HexFormat.fromHexDigit(bytes[at + 2]);
        boolean allowed = switch (this) {
            case HOST -> c >= 0x80 || c == '%';
            case ZONE -> c == '%' || c == ' ' || HOST.isPlain(c);
            default -> true;
        };
        if (!allowed) {
            throw malformed("an escape that a host may not have, at " + at, text);
        }
        return c;
    }

    static WeirflowException malformed(String message, String text) {
        return WeirflowException.of(ErrorKind.INVALID, "url", message, '"' + text + '"');
    }
}
