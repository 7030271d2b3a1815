package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an object is found.
 *
 * @param repository the URL of the repository
 * @param digest the digest of the object
 */
public record RepoObjectRef(Optional<GoUrl> repository, ReflowDigest digest) {
    /** No object. */
    public static final RepoObjectRef NONE = new RepoObjectRef(Optional.empty(), ReflowDigest.ZERO);

    /** Returns the JSON form. */
    public String toJson() {
        return "{\"RepoURL\":" + repository.map(RepoObjectRef::json).orElse("null") + ",\"Digest\":" + digest.toJson()
                + '}';
    }

    private static String json(GoUrl url) {
        StringBuilder json = new StringBuilder("{\"Scheme\":");
        GoJson.quote(json, url.scheme());
        GoJson.quote(json.append(",\"Opaque\":"), url.opaque());
        json.append(",\"User\":").append(url.user().isPresent() ? "{}" : "null");
        GoJson.quote(json.append(",\"Host\":"), url.host());
        GoJson.quote(json.append(",\"Path\":"), url.path());
        GoJson.quote(json.append(",\"RawPath\":"), url.rawPath());
        json.append(",\"OmitHost\":").append(url.omitHost());
        json.append(",\"ForceQuery\":").append(url.forceQuery());
        GoJson.quote(json.append(",\"RawQuery\":"), url.rawQuery());
        GoJson.quote(json.append(",\"Fragment\":"), url.fragment());
        GoJson.quote(json.append(",\"RawFragment\":"), url.rawFragment());
        return json.append('}').toString();
    }

    static RepoObjectRef read(JsonParser parser) throws IOException {
        Fields fields = new Fields();
        GoJsonReader.object(parser, fields::read);
        return new RepoObjectRef(fields.url, fields.digest);
    }

    private static final class Fields {
        private Optional<GoUrl> url = Optional.empty();
        private ReflowDigest digest = ReflowDigest.ZERO;

        void read(JsonParser parser, String name) throws IOException {
            if (name.equalsIgnoreCase("RepoURL")) {
                url = GoJsonReader.optional(parser, Fields::url);
            } else if (name.equalsIgnoreCase("Digest")) {
                digest = ReflowDigest.parse(GoJsonReader.text(parser, ""));
            } else {
                parser.skipChildren();
            }
        }

        private static GoUrl url(JsonParser parser) throws IOException {
            String[] texts = {"", "", "", "", "", "", "", ""};
            boolean[] flags = {false, false, false};
            GoJsonReader.object(parser, (p, name) -> {
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "scheme" -> texts[0] = GoJsonReader.text(p, "");
                    case "opaque" -> texts[1] = GoJsonReader.text(p, "");
                    case "host" -> texts[2] = GoJsonReader.text(p, "");
                    case "path" -> texts[3] = GoJsonReader.text(p, "");
                    case "rawpath" -> texts[4] = GoJsonReader.text(p, "");
                    case "omithost" -> flags[0] = GoJsonReader.flag(p, false);
                    case "forcequery" -> flags[1] = GoJsonReader.flag(p, false);
                    case "rawquery" -> texts[5] = GoJsonReader.text(p, "");
                    case "fragment" -> texts[6] = GoJsonReader.text(p, "");
                    case "rawfragment" -> texts[7] = GoJsonReader.text(p, "");
                    default -> p.skipChildren();
                }
            });
            return new GoUrl(
                    texts[0],
                    texts[1],
                    Optional.empty(),
                    texts[2],
                    texts[3],
                    texts[4],
                    flags[0],
                    flags[1],
                    texts[5],
                    texts[6],
                    texts[7]);
        }
    }

    /** Returns {@code digest: D (repo: U)}. */
    @Override
    public String toString() {
        return "digest: " + digest + " (repo: "
                + repository.map(GoUrl::toString).orElse("<nil>") + ")";
    }
}
