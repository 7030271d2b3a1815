package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Files as JSON: {@code {"ID":…,"Size":…,"Source":…,"ETag":…,"LastModified":…,"ContentHash":…}}. An absent digest is written as
 * {@code <zero>}, an absent time as the first of January of the year 1; empty sources and ETags are left out.
 */
public final class FileJson {
    private FileJson() {}

    /** Returns the JSON form, without assertions. */
    public static String write(File file) {
        StringBuilder json = new StringBuilder();
        write(json, file);
        return json.toString();
    }

    static void write(StringBuilder json, File file) {
        json.append("{\"ID\":");
        digest(json, file.isReference() ? null : file.id());
        json.append(",\"Size\":").append(file.sizeBytes());
        text(json, ",\"Source\":", file.source());
        text(json, ",\"ETag\":", file.etag());
        json.append(",\"LastModified\":\"").append(FileTimes.json(file)).append("\",\"ContentHash\":");
        digest(json, file.contentHash().orElse(null));
        json.append('}');
    }

    private static void digest(StringBuilder json, @Nullable Digest digest) {
        if (digest == null) {
            json.append("\"\\u003czero\\u003e\"");
        } else {
            json.append('"').append(digest).append('"');
        }
    }

    private static void text(StringBuilder json, String name, String value) {
        if (!value.isEmpty()) {
            json.append(name);
            GoJson.quote(json, value);
        }
    }

    /**
     * Reads a file: names in either case, unknown ones ignored, nothing after it. Assertions are not part of this form.
     *
     * @throws WeirflowException of kind INVALID for malformed JSON and values that do not fit
     */
    public static File read(String json) {
        return GoJsonReader.readAll(json, "read file", parser -> read(parser, false));
    }

    /**
     * Reads the object that starts at the current token.
     *
     * @param strict whether names must be exactly those of version 1, which has assertions
     */
    static File read(JsonParser parser, boolean strict) throws IOException {
        Fields fields = new Fields();
        if (strict) {
            GoJsonReader.expect(parser, com.fasterxml.jackson.core.JsonToken.START_OBJECT);
        }
        GoJsonReader.object(parser, (p, name) -> {
            if (!fields.read(p, strict ? name : canonical(name)) && !(strict && fields.readAssertions(p, name))) {
                if (strict) {
                    throw GoJsonReader.unexpected(
                            p,
                            "one of ID, Size, Source, ETag, LastModified, ContentHash, Assertions, not " + name + ",");
                }
                p.skipChildren();
            }
        });
        return fields.file();
    }

    private static String canonical(String name) {
        for (String known : Fields.NAMES) {
            if (known.equalsIgnoreCase(name)) {
                return known;
            }
        }
        return name;
    }

    private static final class Fields {
        static final String[] NAMES = {"ID", "Size", "Source", "ETag", "LastModified", "ContentHash"};

        private @Nullable Digest id;
        private long size;
        private String source = "";
        private String etag = "";
        private String lastModified = FileTimes.ZERO_JSON;
        private @Nullable Digest contentHash;
        private Assertions assertions = Assertions.NONE;

        boolean read(JsonParser parser, String name) throws IOException {
            switch (name) {
                case "ID" -> id = digest(parser);
                case "Size" -> size = GoJsonReader.integer(parser, size);
                case "Source" -> source = GoJsonReader.text(parser, source);
                case "ETag" -> etag = GoJsonReader.text(parser, etag);
                case "LastModified" -> lastModified = GoJsonReader.text(parser, lastModified);
                case "ContentHash" -> contentHash = digest(parser);
                default -> {
                    return false;
                }
            }
            return true;
        }

        boolean readAssertions(JsonParser parser, String name) throws IOException {
            if (!name.equals("Assertions")) {
                return false;
            }
            assertions = AssertionsJson.read(parser);
            return true;
        }

        private static @Nullable Digest digest(JsonParser parser) throws IOException {
            ReflowDigest digest = ReflowDigest.parse(GoJsonReader.text(parser, ""));
            return digest.isZero() ? null : digest.toDigest();
        }

        File file() {
            File file = id == null
                    ? File.reference(source, etag, size)
                    : File.resolved(id, size).withSource(source, etag);
            if (contentHash != null) {
                file = file.withContentHash(contentHash);
            }
            if (!lastModified.equals(FileTimes.ZERO_JSON)) {
                file = FileTimes.with(file, GoTime.parse(lastModified));
            }
            return file.withAssertions(assertions);
        }
    }
}
