package io.weirflow.reflow;

import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Writes one fileset in the form of {@link FilesetV2}, in one pass. */
final class FilesetV2Writer {
    static final byte[] VERSION = "v201".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] NOTHING = {};

    private final boolean referenceFields;
    private final boolean withAssertions;
    private final ProtoOutput out = new ProtoOutput();
    private final Map<Digest, Integer> files = new HashMap<>();
    private final Map<Assertions, Integer> groups = new HashMap<>();
    private final Map<String, Integer> subjects = new HashMap<>();

    FilesetV2Writer(boolean referenceFields, boolean withAssertions) {
        this.referenceFields = referenceFields;
        this.withAssertions = withAssertions;
    }

    byte[] write(Fileset fileset) {
        out.raw(VERSION);
        out.longLittleEndian(fileset.elements().size());
        mappings(fileset, 0, -1);
        int index = 0;
        for (Fileset element : fileset.elements()) {
            if (!element.elements().isEmpty()) {
                throw WeirflowException.of(
                        ErrorKind.NOT_SUPPORTED,
                        "write fileset",
                        "invalid fileset encountered of depth > 1 (1): version 2 has no lists within lists");
            }
            mappings(element, 1, index++);
        }
        return out.toBytes();
    }

    private void mappings(Fileset node, int depth, int index) {
        node.files().forEach((path, file) -> {
            int id = fileId(file);
            byte[] key = utf8(path);
            int size = ProtoOutput.numberSize(depth)
                    + ProtoOutput.numberSize(index)
                    + ProtoOutput.textSize(key)
                    + ProtoOutput.numberSize(id);
            part(2, size);
            out.number(1, depth);
            out.number(2, index);
            out.text(3, key);
            out.number(4, id);
        });
    }

    /** Starts a part whose message has a given size. */
    private void part(int field, int size) {
        out.longLittleEndian(ProtoOutput.nestedSize(size));
        out.header(field, size);
    }

    private int fileId(File file) {
        Digest digest = file.digest();
        Integer known = files.get(digest);
        if (known != null) {
            return known;
        }
        int group = withAssertions && !file.assertions().isEmpty() ? groupId(file.assertions()) : 0;
        int id = files.size() + 1;
        files.put(digest, id);
        file(file, id, group);
        return id;
    }

    private void file(File file, int id, int group) {
        byte[] source = referenceFields ? utf8(file.source()) : NOTHING;
        byte[] etag = referenceFields ? utf8(file.etag()) : NOTHING;
        Instant time = file.lastModified().orElse(GoTime.ZERO);
        int digestSize = ProtoOutput.nestedSize(Digest.TEXT_SIZE);
        int timeSize = ProtoOutput.numberSize(time.getEpochSecond()) + ProtoOutput.numberSize(time.getNano());
        boolean hash = referenceFields && file.contentHash().isPresent();
        int fileSize = (file.isReference() ? 0 : digestSize)
                + ProtoOutput.numberSize(file.sizeBytes())
                + ProtoOutput.textSize(source)
                + ProtoOutput.textSize(etag)
                + (referenceFields ? ProtoOutput.nestedSize(timeSize) : 0)
                + (hash ? digestSize : 0);
        part(1, ProtoOutput.numberSize(id) + ProtoOutput.nestedSize(fileSize) + ProtoOutput.numberSize(group));
        out.number(1, id);
        out.header(2, fileSize);
        if (!file.isReference()) {
            out.digest(1, file.id());
        }
        out.number(2, file.sizeBytes());
        out.text(3, source);
        out.text(4, etag);
        if (referenceFields) {
            out.header(5, timeSize);
            out.number(1, time.getEpochSecond());
            out.number(2, time.getNano());
        }
        if (hash) {
            out.digest(6, file.contentHash().get());
        }
        out.number(3, group);
    }

    private int groupId(Assertions assertions) {
        Integer known = groups.get(assertions);
        if (known != null) {
            return known;
        }
        int[] keys = new int[assertions.size()];
        int[] count = {0};
        assertions.asMap().forEach((key, properties) -> keys[count[0]++] = subjectId(key.subject(), properties));
        int keysSize = 0;
        for (int key : keys) {
            keysSize += ProtoOutput.varintSize(key);
        }
        int id = groups.size() + 1;
        groups.put(assertions, id);
        part(4, ProtoOutput.numberSize(id) + ProtoOutput.nestedSize(keysSize));
        out.number(1, id);
        out.header(2, keysSize);
        for (int key : keys) {
            out.varint(key);
        }
        return id;
    }

    private int subjectId(String subject, Map<String, String> properties) {
        Integer known = subjects.get(subject);
        if (known != null) {
            return known;
        }
        byte[] name = utf8(subject);
        byte[] etag = utf8(properties.getOrDefault("etag", ""));
        byte[] time = utf8(properties.getOrDefault("last-modified", ""));
        byte[] size = utf8(properties.getOrDefault("size", ""));
        int blobSize = ProtoOutput.textSize(etag) + ProtoOutput.textSize(time) + ProtoOutput.textSize(size);
        int id = subjects.size() + 1;
        subjects.put(subject, id);
        part(3, ProtoOutput.numberSize(id) + ProtoOutput.textSize(name) + ProtoOutput.nestedSize(blobSize));
        out.number(1, id);
        out.text(2, name);
        out.header(3, blobSize);
        out.text(1, etag);
        out.text(2, time);
        out.text(3, size);
        return id;
    }

    private static byte[] utf8(String text) {
        return text.isEmpty() ? NOTHING : text.getBytes(StandardCharsets.UTF_8);
    }
}
