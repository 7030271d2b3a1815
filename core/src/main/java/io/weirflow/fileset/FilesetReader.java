package io.weirflow.fileset;

import static io.weirflow.fileset.FilesetFormat.ASSERTIONS;
import static io.weirflow.fileset.FilesetFormat.CONTENT_HASH;
import static io.weirflow.fileset.FilesetFormat.ETAG;
import static io.weirflow.fileset.FilesetFormat.HAS_FILES;
import static io.weirflow.fileset.FilesetFormat.IS_LIST;
import static io.weirflow.fileset.FilesetFormat.LAST_MODIFIED;
import static io.weirflow.fileset.FilesetFormat.RESOLVED;
import static io.weirflow.fileset.FilesetFormat.SOURCE;

import com.google.common.collect.ImmutableList;
import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Utf8Order;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads one fileset in the form of {@link FilesetFormat}. */
final class FilesetReader {
    private static final int MIN_FILE_BYTES = 4;
    private static final int MAX_NANO = 999_999_999;

    private final ByteSource in;
    private List<Assertions> assertions = List.of();
    private Set<Assertions> distinct = Set.of();
    private byte[] path = new byte[32];

    FilesetReader(byte[] stored) {
        this.in = new ByteSource(stored, stored.length);
    }

    Fileset read() {
        envelope();
        Fileset root = tree();
        if (in.remaining() > 0) {
            throw in.malformed(in.remaining() + " bytes follow its end");
        }
        return root;
    }

    private void envelope() {
        if (in.next() != 'W' || in.next() != 'F' || in.next() != 'S') {
            throw in.malformed("it does not start with WFS");
        }
        int version = in.next();
        if (version != FilesetFormat.VERSION) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "read stored fileset",
                    "found version " + version + ", this program reads version " + FilesetFormat.VERSION);
        }
        long length = in.varint();
        if (length != in.remaining() - FilesetFormat.CHECKSUM_BYTES) {
            throw in.malformed("it says that " + Long.toUnsignedString(length) + " bytes and a checksum follow, found "
                    + in.remaining());
        }
        in.end -= FilesetFormat.CHECKSUM_BYTES;
        CRC32C checksum = new CRC32C();
        checksum.update(in.bytes, 0, in.end);
        long sum = checksum.getValue();
        for (int i = 0; i < FilesetFormat.CHECKSUM_BYTES; i++) {
            if (in.bytes[in.end + i] != (byte) (sum >>> (8 * i))) {
                throw in.malformed("its checksum is wrong");
            }
        }
    }

    /** A list whose elements are being read. */
    private static final class Open {
        final FileTable files;
        final int size;
        final List<Fileset> elements = new ArrayList<>();

        Open(FileTable files, int size) {
            this.files = files;
            this.size = size;
        }
    }

    private Fileset tree() {
        Deque<Open> open = new ArrayDeque<>(2);
        while (true) {
            Fileset done = node(open);
            while (done != null) {
                Open parent = open.peek();
                if (parent == null) {
                    return done;
                }
                parent.elements.add(done);
                done = null;
                if (parent.elements.size() == parent.size) {
                    open.pop();
                    done = new Fileset(ImmutableList.copyOf(parent.elements), parent.files);
                }
            }
        }
    }

    /** Reads a node, or of a list only its head, which is then the last open one. */
    private @Nullable Fileset node(Deque<Open> open) {
        int flags = in.next();
        if (flags > (IS_LIST | HAS_FILES)) {
            throw in.malformed("a node has unknown flags " + flags);
        }
        int size = (flags & IS_LIST) == 0 ? 0 : in.count(1);
        FileTable files = (flags & HAS_FILES) == 0 ? FileTable.EMPTY : files();
        if ((flags & IS_LIST) == 0) {
            return files.isEmpty() ? Fileset.EMPTY : new Fileset(null, files);
        }
        if (size == 0) {
            return new Fileset(ImmutableList.of(), files);
        }
        open.push(new Open(files, size));
        if (open.size() > FilesetFormat.MAX_DEPTH) {
            throw in.malformed("its lists are nested deeper than " + FilesetFormat.MAX_DEPTH);
        }
        return null;
    }

    private FileTable files() {
        int count = in.count(MIN_FILE_BYTES);
        if (count == 0) {
            throw in.malformed("a node without files says that it has some");
        }
        String[] paths = new String[count];
        File[] files = new File[count];
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = path(length, i == 0);
            // The path of single files is shared: there are as many of them as there are results.
            paths[i] = length == 1 && path[0] == '.' ? Fileset.FILE_PATH : in.text(path, 0, length);
            files[i] = file();
        }
        return count == 1 ? FileTable.of(paths[0], files[0]) : FileTable.ofOrdered(paths, files);
    }

    /** Reads what follows the shared part of the path before, whose length is given, and returns the length of the new one. */
    private int path(int before, boolean first) {
        long claimed = in.varint();
        int rest = in.count(1);
        if (claimed < 0 || claimed > before) {
            throw in.malformed("a path shares more bytes than there are");
        }
        int shared = (int) claimed;
        int length = shared + rest;
        boolean ascends = rest > 0 && (shared == before || (in.bytes[in.position] & 0xFF) > (path[shared] & 0xFF));
        if (!ascends && !(first && rest == 0)) {
            throw in.malformed("paths are not in order");
        }
        if (length > path.length) {
            path = Arrays.copyOf(path, Math.max(length, 2 * path.length));
        }
        System.arraycopy(in.bytes, in.position, path, shared, rest);
        in.position += rest;
        return length;
    }

    private File file() {
        int flags = in.next();
        if (flags >= 2 * ASSERTIONS) {
            throw in.malformed("a file has unknown flags " + flags);
        }
        long size = in.varint();
        Digest id = (flags & RESOLVED) == 0 ? null : in.digest();
        String source = (flags & SOURCE) == 0 ? "" : required(in.text());
        String etag = (flags & ETAG) == 0 ? "" : required(in.text());
        Instant lastModified = (flags & LAST_MODIFIED) == 0 ? null : time();
        Digest contentHash = (flags & CONTENT_HASH) == 0 ? null : in.digest();
        Assertions asserted = (flags & ASSERTIONS) == 0 ? Assertions.NONE : assertions();
        return new File(id, size, source, etag, lastModified, contentHash, asserted);
    }

    private String required(String text) {
        if (text.isEmpty()) {
            throw in.malformed("a text that is said to be there is empty");
        }
        return text;
    }

    private Instant time() {
        long seconds = in.varint();
        long nanos = in.varint();
        seconds = seconds >>> 1 ^ -(seconds & 1);
        if (nanos < 0
                || nanos > MAX_NANO
                || seconds < Instant.MIN.getEpochSecond()
                || seconds > Instant.MAX.getEpochSecond()) {
            throw in.malformed("a time is out of range");
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    private Assertions assertions() {
        long number = in.varint();
        if (number < 0 || number > assertions.size()) {
            throw in.malformed("assertions " + Long.toUnsignedString(number) + " are not defined");
        }
        if (number == assertions.size()) {
            define();
        }
        return assertions.get((int) number);
    }

    private void define() {
        if (assertions.isEmpty()) {
            assertions = new ArrayList<>();
            distinct = new HashSet<>();
        }
        assertions.add(definition());
    }

    private Assertions definition() {
        TreeMap<AssertionKey, TreeMap<String, String>> entries = new TreeMap<>();
        int keys = in.count(3);
        for (int i = 0; i < keys; i++) {
            AssertionKey key = new AssertionKey(in.text(), in.text());
            if (!entries.isEmpty() && entries.lastKey().compareTo(key) >= 0) {
                throw in.malformed("assertions are not in order");
            }
            TreeMap<String, String> properties = new TreeMap<>(Utf8Order.INSTANCE);
            int size = in.count(2);
            for (int j = 0; j < size; j++) {
                String name = in.text();
                if (!properties.isEmpty() && Utf8Order.INSTANCE.compare(properties.lastKey(), name) >= 0) {
                    throw in.malformed("properties of assertions are not in order");
                }
                properties.put(name, in.text());
            }
            entries.put(key, properties);
        }
        Assertions read = Assertions.of(entries);
        if (read.isEmpty() || !distinct.add(read)) {
            throw in.malformed("assertions are empty or defined twice");
        }
        return read;
    }
}
