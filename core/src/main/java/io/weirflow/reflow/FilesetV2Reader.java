package io.weirflow.reflow;

import static io.weirflow.reflow.ProtoInput.LENGTH_DELIMITED;
import static io.weirflow.reflow.ProtoInput.VARINT;
import static io.weirflow.reflow.ProtoInput.malformed;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one fileset in the form of {@link FilesetV2}, in one pass. */
final class FilesetV2Reader {
    // A file in an element of the list takes at least the length of a part, two headers, the depth and a file.
    private static final int MIN_MAPPING_BYTES = Long.BYTES + 6;
    // So many elements may be empty, which takes no bytes: a length that lies costs no more memory than that.
    private static final int MAX_EMPTY_ELEMENTS = 1 << 22;

    private final ProtoInput in;
    private final int maxElements;
    private final Map<Integer, File> files = new HashMap<>();
    private final Map<Integer, Assertions> groups = new HashMap<>();
    private final Map<Integer, SubjectProperties> subjects = new HashMap<>();
    private final Map<String, File> root = new LinkedHashMap<>();
    private final List<@Nullable Map<String, File>> elements = new ArrayList<>();
    private int elementCount;

    private record SubjectProperties(String subject, Map<String, String> properties) {}

    FilesetV2Reader(byte[] stored) {
        in = new ProtoInput(stored);
        maxElements = stored.length / MIN_MAPPING_BYTES + MAX_EMPTY_ELEMENTS;
    }

    Fileset read() {
        header();
        while (in.hasMore()) {
            int outer = in.enter(in.longLittleEndian());
            part();
            in.leave(outer);
        }
        if (elementCount == 0) {
            return Fileset.directory(root);
        }
        List<Fileset> list = new ArrayList<>(elementCount);
        for (int i = 0; i < elementCount; i++) {
            Map<String, File> element = i < elements.size() ? elements.get(i) : null;
            list.add(element == null ? Fileset.EMPTY : Fileset.directory(element));
        }
        return Fileset.of(list, root);
    }

    private void header() {
        byte[] version = FilesetV2Writer.VERSION;
        if (in.remaining() < version.length + Long.BYTES) {
            throw malformed("it has only " + in.remaining() + " bytes");
        }
        if (!Arrays.equals(in.bytes, 0, version.length, version, 0, version.length)) {
            throw malformed("unexpected version header " + Arrays.toString(Arrays.copyOf(in.bytes, version.length)));
        }
        in.position = version.length;
        long count = in.longLittleEndian();
        if (count < 0 || count > maxElements) {
            throw malformed("it says that its list has " + count + " elements");
        }
        elementCount = (int) count;
    }

    private void part() {
        boolean known = false;
        while (in.hasMore()) {
            int tag = in.tag();
            if ((tag & 7) != LENGTH_DELIMITED || tag >>> 3 > 4) {
                in.skip(tag);
                continue;
            }
            int outer = in.enterNested();
            switch (tag >>> 3) {
                case 1 -> file();
                case 2 -> mapping();
                case 3 -> assertionsKey();
                default -> assertionsGroup();
            }
            in.leave(outer);
            known = true;
        }
        if (!known) {
            throw malformed("it has a part without content");
        }
    }

    private void file() {
        int id = 0;
        int group = 0;
        FilePartFields fields = new FilePartFields();
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | VARINT -> id = (int) in.varint();
                case 2 << 3 | LENGTH_DELIMITED -> {
                    int outer = in.enterNested();
                    fields.read(in);
                    in.leave(outer);
                }
                case 3 << 3 | VARINT -> group = (int) in.varint();
                default -> in.skip(tag);
            }
        }
        files.put(id, fields.file(group == 0 ? Assertions.NONE : required(groups.get(group), "assertions", group)));
    }

    private void mapping() {
        int depth = 0;
        int index = 0;
        String key = "";
        int fileId = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | VARINT -> depth = (int) in.varint();
                case 2 << 3 | VARINT -> index = (int) in.varint();
                case 3 << 3 | LENGTH_DELIMITED -> key = in.text();
                case 4 << 3 | VARINT -> fileId = (int) in.varint();
                default -> in.skip(tag);
            }
        }
        File file = required(files.get(fileId), "file", fileId);
        switch (depth) {
            case 0 -> root.put(key, file);
            case 1 -> element(index).put(key, file);
            default -> throw malformed("a file stands at depth " + depth);
        }
    }

    private Map<String, File> element(int index) {
        if (index < 0 || index >= maxElements) {
            throw malformed("a file stands in element " + index);
        }
        elementCount = Math.max(elementCount, index + 1);
        while (elements.size() <= index) {
            elements.add(null);
        }
        Map<String, File> element = elements.get(index);
        if (element == null) {
            // Most elements are one file.
            element = new HashMap<>(2);
            elements.set(index, element);
        }
        return element;
    }

    private void assertionsKey() {
        int id = 0;
        String subject = "";
        Map<String, String> properties = new HashMap<>();
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | VARINT -> id = (int) in.varint();
                case 2 << 3 | LENGTH_DELIMITED -> subject = in.text();
                case 3 << 3 | LENGTH_DELIMITED -> {
                    int outer = in.enterNested();
                    blobProperties(properties);
                    in.leave(outer);
                }
                default -> in.skip(tag);
            }
        }
        subjects.put(id, new SubjectProperties(subject, properties));
    }

    private void blobProperties(Map<String, String> properties) {
        while (in.hasMore()) {
            int tag = in.tag();
            String name = switch (tag) {
                case 1 << 3 | LENGTH_DELIMITED -> "etag";
                case 2 << 3 | LENGTH_DELIMITED -> "last-modified";
                case 3 << 3 | LENGTH_DELIMITED -> "size";
                default -> "";
            };
            if (name.isEmpty()) {
                in.skip(tag);
                continue;
            }
            String value = in.text();
            if (!value.isEmpty()) {
                properties.put(name, value);
            }
        }
    }

    private void assertionsGroup() {
        int id = 0;
        Map<AssertionKey, Map<String, String>> entries = new HashMap<>();
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | VARINT -> id = (int) in.varint();
                case 2 << 3 | VARINT -> add(entries, (int) in.varint());
                case 2 << 3 | LENGTH_DELIMITED -> {
                    int outer = in.enterNested();
                    while (in.hasMore()) {
                        add(entries, (int) in.varint());
                    }
                    in.leave(outer);
                }
                default -> in.skip(tag);
            }
        }
        groups.put(id, Assertions.of(entries));
    }

    private void add(Map<AssertionKey, Map<String, String>> entries, int keyId) {
        SubjectProperties key = required(subjects.get(keyId), "assertion key", keyId);
        entries.put(new AssertionKey(AssertionKey.BLOB, key.subject()), key.properties());
    }

    private static <T> T required(@Nullable T value, String what, int id) {
        if (value == null) {
            throw malformed("it refers to " + what + " " + id + ", which does not come before");
        }
        return value;
    }
}
