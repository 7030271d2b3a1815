package io.weirflow.reflow;

import static io.weirflow.reflow.GoUrlEncoding.malformed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a URL by the rules of Go's {@code url.Parse}. */
final class GoUrlParser {
    private static final Pattern PORT = Pattern.compile("(:[0-9]*)?");
    private static final Pattern USERINFO = Pattern.compile("[A-Za-z0-9\\-._:~!$&'()*+,;=%@]*");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1F\\x7F]");

    private final String text;
    private String scheme = "";
    private String opaque = "";
    private Optional<String> user = Optional.empty();
    private String host = "";
    private String path = "";
    private String rawPath = "";
    private boolean omitHost;
    private boolean forceQuery;
    private String rawQuery = "";

    GoUrlParser(String text) {
        this.text = text;
    }

    GoUrl parse() {
        int hash = text.indexOf('#');
        String before = hash < 0 ? text : text.substring(0, hash);
        String rawFragment = hash < 0 ? "" : text.substring(hash + 1);
        if (CONTROL.matcher(before).find()) {
            throw malformed("invalid control character in URL", text);
        }
        if (before.equals("*")) {
            path = "*";
        } else {
            hierarchy(query(scheme(before)));
        }
        byte[] fragment = GoUrlEncoding.FRAGMENT.unescape(rawFragment);
        return new GoUrl(
                scheme,
                opaque,
                user,
                host,
                path,
                rawPath,
                omitHost,
                forceQuery,
                rawQuery,
                utf8(fragment),
                raw(GoUrlEncoding.FRAGMENT, fragment, rawFragment));
    }

    /** Takes the scheme and returns what follows it. */
    private String scheme(String url) {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == ':') {
                if (i == 0) {
                    throw malformed("missing protocol scheme", text);
                }
                scheme = url.substring(0, i).toLowerCase(Locale.ROOT);
                return url.substring(i + 1);
            }
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean later = c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
            if (!letter && !(later && i > 0)) {
                return url;
            }
        }
        return url;
    }

    /** Takes the query and returns what stands before it. */
    private String query(String rest) {
        int mark = rest.indexOf('?');
        if (mark < 0) {
            return rest;
        }
        forceQuery = mark == rest.length() - 1;
        rawQuery = rest.substring(mark + 1);
        return rest.substring(0, mark);
    }

    private void hierarchy(String rest) {
        if (!rest.startsWith("/")) {
            if (!scheme.isEmpty()) {
                opaque = rest;
                return;
            }
            if (firstSegment(rest).indexOf(':') >= 0) {
                throw malformed("first path segment in URL cannot contain colon", text);
            }
        }
        String remaining = rest;
        if (rest.startsWith("//") && (!scheme.isEmpty() || !rest.startsWith("///"))) {
            int slash = rest.indexOf('/', 2);
            authority(rest.substring(2, slash < 0 ? rest.length() : slash));
            remaining = slash < 0 ? "" : rest.substring(slash);
        } else if (!scheme.isEmpty() && rest.startsWith("/")) {
            omitHost = true;
        }
        byte[] decoded = GoUrlEncoding.PATH.unescape(remaining);
        path = utf8(decoded);
        rawPath = raw(GoUrlEncoding.PATH, decoded, remaining);
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns what must be kept beside the decoded text: nothing if that is encoded to the given text again. */
    private static String raw(GoUrlEncoding encoding, byte[] decoded, String given) {
        String usual = encoding.escape(decoded);
        if (usual.equals(given)) {
            return "";
        }
        boolean lossy = !Arrays.equals(utf8(decoded).getBytes(StandardCharsets.UTF_8), decoded);
        return lossy && !encoding.isEncoded(given) ? usual : given;
    }

    private void authority(String authority) {
        int at = authority.lastIndexOf('@');
        host = host(authority.substring(at + 1));
        if (at < 0) {
            return;
        }
        String userinfo = authority.substring(0, at);
        if (!USERINFO.matcher(userinfo).matches()) {
            throw malformed("invalid userinfo", text);
        }
        int colon = userinfo.indexOf(':');
        String name = normalized(colon < 0 ? userinfo : userinfo.substring(0, colon));
        user = Optional.of(colon < 0 ? name : name + ':' + normalized(userinfo.substring(colon + 1)));
    }

    private static String normalized(String userinfo) {
        return GoUrlEncoding.USER.escape(GoUrlEncoding.USER.unescape(userinfo));
    }

    private String host(String given) {
        if (given.startsWith("[")) {
            int bracket = given.lastIndexOf(']');
            if (bracket < 0) {
                throw malformed("missing ']' in host", text);
            }
            port(given.substring(bracket + 1));
            int zone = given.substring(0, bracket).indexOf("%25");
            if (zone >= 0) {
                return decoded(GoUrlEncoding.HOST, given.substring(0, zone))
                        + decoded(GoUrlEncoding.ZONE, given.substring(zone, bracket))
                        + decoded(GoUrlEncoding.HOST, given.substring(bracket));
            }
        } else if (given.indexOf(':') >= 0) {
            port(given.substring(given.lastIndexOf(':')));
        }
        return decoded(GoUrlEncoding.HOST, given);
    }

    private String decoded(GoUrlEncoding encoding, String given) {
        byte[] bytes = encoding.unescape(given);
        String decoded = utf8(bytes);
        if (!Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw malformed("a host that is not UTF-8", text);
        }
        return decoded;
    }

    private void port(String colonPort) {
        if (!PORT.matcher(colonPort).matches()) {
            throw malformed("invalid port \"" + colonPort + "\" after host", text);
        }
    }

    static String firstSegment(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }
}
