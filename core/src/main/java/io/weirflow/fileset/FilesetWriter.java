package io.weirflow.fileset;

import static io.weirflow.fileset.FilesetFormat.ASSERTIONS;
import static io.weirflow.fileset.FilesetFormat.CONTENT_HASH;
import static io.weirflow.fileset.FilesetFormat.ETAG;
import static io.weirflow.fileset.FilesetFormat.HAS_FILES;
import static io.weirflow.fileset.FilesetFormat.IS_LIST;
import static io.weirflow.fileset.FilesetFormat.LAST_MODIFIED;
import static io.weirflow.fileset.FilesetFormat.RESOLVED;
import static io.weirflow.fileset.FilesetFormat.SOURCE;

import io.weirflow.assertion.Assertions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes one fileset in the form of {@link FilesetFormat}. */
final class FilesetWriter {
    private static final int HEAD_BYTES = 4;
    private static final byte[] NO_PATH = {};

    private final ByteSink body = new ByteSink();
    private @Nullable Map<Assertions, Integer> numbers;

    byte[] write(Fileset root) {
        tree(root);
        int start = HEAD_BYTES + ByteSink.varintBytes(body.size);
        int end = start + body.size;
        byte[] stored = new byte[end + FilesetFormat.CHECKSUM_BYTES];
        stored[0] = 'W';
        stored[1] = 'F';
        stored[2] = 'S';
        stored[3] = FilesetFormat.VERSION;
        ByteSink.putVarint(body.size, stored, HEAD_BYTES);
        System.arraycopy(body.bytes, 0, stored, start, body.size);
        CRC32C checksum = new CRC32C();
        checksum.update(stored, 0, end);
        long sum = checksum.getValue();
        for (int i = 0; i < FilesetFormat.CHECKSUM_BYTES; i++) {
            stored[end + i] = (byte) (sum >>> (8 * i));
        }
        return stored;
    }

    private void tree(Fileset root) {
        node(root);
        if (root.elements().isEmpty()) {
            return;
        }
        Deque<Iterator<Fileset>> open = new ArrayDeque<>();
        open.push(root.elements().iterator());
        while (!open.isEmpty()) {
            Iterator<Fileset> elements = open.peek();
            if (!elements.hasNext()) {
                open.pop();
                continue;
            }
            Fileset element = elements.next();
            node(element);
            if (!element.elements().isEmpty()) {
                open.push(element.elements().iterator());
                if (open.size() > FilesetFormat.MAX_DEPTH) {
                    throw ByteSink.refuse("its lists are nested deeper than " + FilesetFormat.MAX_DEPTH);
                }
            }
        }
    }

    private void node(Fileset node) {
        FileTable files = node.table();
        body.put((node.isList() ? IS_LIST : 0) | (files.isEmpty() ? 0 : HAS_FILES));
        if (node.isList()) {
            body.putVarint(node.elements().size());
        }
        if (!files.isEmpty()) {
            body.putVarint(files.size());
            byte[] before = NO_PATH;
            for (int i = 0; i < files.size(); i++) {
                byte[] path = ByteSink.utf8(files.path(i));
                int differs = Arrays.mismatch(before, path);
                int shared = differs < 0 ? path.length : differs;
                body.putVarint(shared);
                body.putVarint(path.length - shared);
                body.put(path, shared, path.length - shared);
                file(files.file(i));
                before = path;
            }
        }
    }

    private void file(File file) {
        boolean resolved = !file.isReference();
        body.put((resolved ? RESOLVED : 0)
                | (file.source().isEmpty() ? 0 : SOURCE)
                | (file.etag().isEmpty() ? 0 : ETAG)
                | (file.lastModified().isPresent() ? LAST_MODIFIED : 0)
                | (file.contentHash().isPresent() ? CONTENT_HASH : 0)
                | (file.assertions().isEmpty() ? 0 : ASSERTIONS));
        body.putVarint(file.sizeBytes());
        if (resolved) {
            body.putDigest(file.id());
        }
        if (!file.source().isEmpty()) {
            body.putText(file.source());
        }
        if (!file.etag().isEmpty()) {
            body.putText(file.etag());
        }
        file.lastModified().ifPresent(this::time);
        file.contentHash().ifPresent(body::putDigest);
        if (!file.assertions().isEmpty()) {
            assertions(file.assertions());
        }
    }

    private void time(Instant time) {
        long seconds = time.getEpochSecond();
        body.putVarint(seconds << 1 ^ seconds >> 63);
        body.putVarint(time.getNano());
    }

    private void assertions(Assertions assertions) {
        if (numbers == null) {
            numbers = new HashMap<>();
        }
        Integer known = numbers.putIfAbsent(assertions, numbers.size());
        if (known != null) {
            body.putVarint(known);
            return;
        }
        body.putVarint(numbers.size() - 1L);
        body.putVarint(assertions.size());
        assertions.asMap().forEach((key, properties) -> {
            body.putText(key.namespace());
            body.putText(key.subject());
            body.putVarint(properties.size());
            properties.forEach((name, value) -> {
                body.putText(name);
                body.putText(value);
            });
        });
    }
}
