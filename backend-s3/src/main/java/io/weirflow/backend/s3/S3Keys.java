package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Which keys can be told apart by every client and server on the way; the others are refused, never bent. */
final class S3Keys {
    private static final int MAX_BYTES = 1024;

    private S3Keys() {}

    static boolean isFolder(String prefix) {
        return prefix.isEmpty() || prefix.endsWith("/");
    }

    /** Returns a key that is to name an object. */
    static String object(String key, String operation, String location) {
        if (key.isEmpty()) {
            throw invalid("the key of an object is not empty", operation, location);
        }
        return prefix(key, operation, location);
    }

    /** Returns a key or prefix. */
    static String prefix(String key, String operation, String location) {
        if (utf8Size(key, operation, location) > MAX_BYTES) {
            throw invalid("a key has at most " + MAX_BYTES + " bytes", operation, location + key);
        }
        if (key.indexOf('\0') >= 0) {
            throw invalid("a key has no NUL character", operation, location + key.replace("\0", "\\0"));
        }
        for (int begin = 0; begin <= key.length(); ) {
            int slash = key.indexOf('/', begin);
            int end = slash < 0 ? key.length() : slash;
            int length = end - begin;
            if (length > 0 && length <= 2 && key.charAt(begin) == '.' && key.charAt(end - 1) == '.') {
                throw invalid(
                        "parts . and .. of a key are changed by servers and clients on the way",
                        operation,
                        location + key);
            }
            begin = end + 1;
        }
        return key;
    }

    private static int utf8Size(String key, String operation, String location) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
            return bytes.remaining();
        } catch (CharacterCodingException e) {
            throw invalid("a key is valid Unicode; this has half of a surrogate pair", operation, location);
        }
    }

    /** Tells whether XML can carry a key unchanged, as the body of a request for many deletions has to. */
    static boolean fitsXml(String key) {
        return key.chars().allMatch(c -> c >= ' ' && c != 0xfffe && c != 0xffff || c == '\t' || c == '\n');
    }

    private static WeirflowException invalid(String message, String operation, String subject) {
        return WeirflowException.of(ErrorKind.INVALID, operation, message, subject);
    }
}
