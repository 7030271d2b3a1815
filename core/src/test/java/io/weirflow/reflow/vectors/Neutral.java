package io.weirflow.reflow.vectors;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.reflow.ReflowDigest;
import io.weirflow.reflow.ReflowResources;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;

/** Reads the values of the vectors' inputs. */
public final class Neutral {
    private Neutral() {}

    /** Reads a file. */
    public static File file(Json json) {
        String source = json.text("source");
        String etag = json.text("etag");
        long size = json.integer("size");
        File file = json.text("id").isEmpty()
                ? File.reference(source, etag, size)
                : File.resolved(digest(json.text("id")), size).withSource(source, etag);
        if (!json.text("contentHash").isEmpty()) {
            file = file.withContentHash(digest(json.text("contentHash")));
        }
        if (!json.text("lastModified").isEmpty()) {
            file = file.withLastModified(OffsetDateTime.parse(json.text("lastModified")));
        }
        return file.withAssertions(assertions(json.get("assertions")));
    }

    /** Reads a digest, which may be abbreviated. */
    private static Digest digest(String text) {
        return ReflowDigest.parse(text).toDigest();
    }

    /** Reads assertions; none for null. */
    public static Assertions assertions(Json json) {
        Map<AssertionKey, Map<String, String>> entries = new HashMap<>();
        for (Json entry : json.elements()) {
            Map<String, String> properties = new HashMap<>();
            entry.get("objects").members().forEach((name, value) -> properties.put(name, value.text()));
            entries.put(new AssertionKey(entry.text("namespace"), entry.text("subject")), properties);
        }
        return Assertions.of(entries);
    }

    /** Reads a fileset. */
    public static Fileset fileset(Json json) {
        Map<String, File> files = new HashMap<>();
        json.get("map").members().forEach((path, file) -> files.put(path, file(file)));
        return json.get("list").isNull()
                ? Fileset.directory(files)
                : Fileset.of(json.get("list").elements(Neutral::fileset), files);
    }

    /** Reads resources: a map of numbers, or null. */
    public static ReflowResources resources(Json json) {
        if (json.isNull()) {
            return ReflowResources.NIL;
        }
        Map<String, Double> amounts = new HashMap<>();
        json.members().forEach((name, amount) -> amounts.put(name, amount.real()));
        return ReflowResources.of(amounts);
    }
}
