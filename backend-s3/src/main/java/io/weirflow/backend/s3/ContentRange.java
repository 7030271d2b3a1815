package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes a reply holds: those before {@code end}, and how many the whole object has. */
record ContentRange(long end, long totalBytes) {
    private static final Pattern TEXT = Pattern.compile("bytes 0-(\\d{1,18})/(\\d{1,18})");

    /** Reads the header of a reply to a request for a range that begins with the first byte. */
    static ContentRange parse(String header, String url) {
        Matcher matcher = TEXT.matcher(header);
        if (!matcher.matches()) {
            throw WeirflowException.of(
                    ErrorKind.TEMPORARY,
                    "open",
                    "expected the first bytes of the object, found \"" + header + '"',
                    url);
        }
        return new ContentRange(Long.parseLong(matcher.group(1)) + 1, Long.parseLong(matcher.group(2)));
    }
}
