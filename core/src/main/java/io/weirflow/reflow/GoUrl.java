package io.weirflow.reflow;

import io.weirflow.base.WeirflowException;
import java.util.Optional;

/**
 * A URL as Go's package {@code net/url} reads and writes it: the text of {@link #toString()} is what Reflow digests and
 * sends. Immutable.
 *
 * @param scheme the scheme in lower case, or the empty text
 * @param opaque what follows the scheme of a URL whose path does not start with a slash
 * @param user what stands before the {@code @} of the authority, as it is written
 * @param host host and port
 * @param path the decoded path
 * @param rawPath the path as it was given, where that is not the usual encoding of {@code path}; else empty
 * @param omitHost whether a URL with a scheme is written without {@code //}
 * @param forceQuery whether a {@code ?} is written although the query is empty
 * @param rawQuery the query, encoded
 * @param fragment the decoded fragment
 * @param rawFragment the fragment as it was given, where that is not the usual encoding of {@code fragment}; else empty
 * @see <a href="https://pkg.go.dev/net/url">Go's package net/url</a>
 */
public record GoUrl(
        String scheme,
        String opaque,
        Optional<String> user,
        String host,
        String path,
        String rawPath,
        boolean omitHost,
        boolean forceQuery,
        String rawQuery,
        String fragment,
        String rawFragment) {

    /**
     * Returns the URL that a text means.
     *
     * @throws WeirflowException of kind INVALID where Go refuses it
     */
    public static GoUrl parse(String text) {
        return new GoUrlParser(text).parse();
    }

    /**
     * Returns the normalised text of a URL.
     *
     * @throws WeirflowException of kind INVALID where Go refuses it
     */
    public static String normalize(String text) {
        return parse(text).toString();
    }

    /** Returns the text of the URL, encoded. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!scheme.isEmpty()) {
            text.append(scheme).append(':');
        }
        if (opaque.isEmpty()) {
            appendHierarchy(text);
        } else {
            text.append(opaque);
        }
        if (forceQuery || !rawQuery.isEmpty()) {
            text.append('?').append(rawQuery);
        }
        if (!fragment.isEmpty()) {
            text.append('#').append(GoUrlEncoding.FRAGMENT.encoded(fragment, rawFragment));
        }
        return text.toString();
    }

    private void appendHierarchy(StringBuilder text) {
        boolean authority = !host.isEmpty() || user.isPresent();
        if (authority || !scheme.isEmpty() && !omitHost) {
            if (authority || !path.isEmpty()) {
                text.append("//");
            }
            user.ifPresent(name -> text.append(name).append('@'));
            text.append(GoUrlEncoding.HOST.escape(host));
        }
        String encoded = path.equals("*") ? path : GoUrlEncoding.PATH.encoded(path, rawPath);
        if (!encoded.isEmpty() && encoded.charAt(0) != '/' && !host.isEmpty()) {
            text.append('/');
        }
        if (text.isEmpty() && GoUrlParser.firstSegment(encoded).indexOf(':') >= 0) {
            text.append("./"); // otherwise it would be read as a scheme
        }
        text.append(encoded);
    }
}
