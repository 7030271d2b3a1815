package io.weirflow.eval;

import com.google.common.io.ByteArrayDataInput;
import com.google.common.io.ByteArrayDataOutput;
import com.google.common.io.ByteStreams;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Utf8Order;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.KeyComponents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the keys of an evaluation were made of: kept by evaluation name, so that the next evaluation of that name can say why
 * it does something anew. Not needed for correctness.
 *
 * @param targets a digest of the targets' logical keys: if it is the same, so is everything else
 * @param nodes by slot what was there
 * @param sources by URL and path, the first 64 bits of the digest of the file that was there
 */
record Manifest(Digest targets, Map<Long, Entry> nodes, Map<String, Map<String, Long>> sources) {
    private static final int FORMAT = 'W' << 24 | 'F' << 16 | 'M' << 8 | 1;
    /** How many evaluations that did not come across it a node is remembered for: it may have been below a cached one. */
    private static final int MAX_AGE = 8;

    /** How many bytes of a stored form it takes to know the digest of the targets. */
    static final int TARGETS_END = Integer.BYTES + Digest.SIZE_BYTES;

    private static final int MAX_NAMED_CHANGES = 20;

    /**
     * What was known of a node.
     *
     * @param components what its key was made of
     * @param age how many evaluations have not come across it since
     */
    record Entry(KeyComponents components, int age) {}

    /** Returns this manifest with the younger ones of an earlier one's nodes that it does not have. */
    Manifest plusUnseen(Manifest earlier) {
        Map<Long, Entry> all = new LinkedHashMap<>(nodes);
        earlier.nodes.forEach((slot, entry) -> {
            if (entry.age < MAX_AGE) {
                all.putIfAbsent(slot, new Entry(entry.components, entry.age + 1));
            }
        });
        Map<String, Map<String, Long>> allSources = new LinkedHashMap<>(earlier.sources);
        allSources.putAll(sources);
        return new Manifest(targets, all, allSources);
    }

    /** Tells whether another manifest, of a later evaluation, adds nothing to this one. */
    boolean covers(Manifest later) {
        return targets.equals(later.targets)
                && sources.entrySet().containsAll(later.sources.entrySet())
                && later.nodes.entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(nodes.get(entry.getKey())));
    }

    /** Returns the digest of the targets from the first bytes of a stored form; nothing if it is none. */
    static Optional<Digest> targetsOf(byte[] start) {
        boolean known =
                start.length == TARGETS_END && ByteStreams.newDataInput(start).readInt() == FORMAT;
        return known ? Optional.of(Digest.fromBytes(start, Integer.BYTES)) : Optional.empty();
    }

    /** Returns what a manifest keeps of a source's files. */
    static Map<String, Long> filesOf(Fileset snapshot) {
        Map<String, Long> files = new LinkedHashMap<>();
        snapshot.forEachFile((path, file) -> files.put(path, file.digest().firstWord()));
        return files;
    }

    /** Returns what happened to the files of a source by path; nothing if it is not known what was there. */
    Map<String, String> changes(String url, Fileset now) {
        Map<String, Long> before = sources.get(url);
        if (before == null) {
            return Map.of();
        }
        Map<String, String> changes = new TreeMap<>(Utf8Order.INSTANCE);
        Map<String, Long> after = filesOf(now);
        after.forEach((path, hash) -> {
            Long old = before.get(path);
            if (old == null) {
                changes.put(path, "added " + path);
            } else if (!old.equals(hash)) {
                changes.put(path, "changed " + path);
            }
        });
        before.keySet().stream()
                .filter(path -> !after.containsKey(path))
                .forEach(path -> changes.put(path, "removed " + path));
        return changes;
    }

    /** Returns the first of some changes, and how many more there are. */
    static List<String> abridged(Map<String, String> changes) {
        List<String> list = new ArrayList<>(changes.values());
        if (list.size() <= MAX_NAMED_CHANGES) {
            return list;
        }
        List<String> first = new ArrayList<>(list.subList(0, MAX_NAMED_CHANGES));
        first.add("and " + (list.size() - MAX_NAMED_CHANGES) + " more");
        return first;
    }

    byte[] encode() {
        ByteArrayDataOutput out = ByteStreams.newDataOutput(64 + 48 * nodes.size());
        out.writeInt(FORMAT);
        out.write(targets.toBytes());
        out.writeInt(nodes.size());
        nodes.forEach((slot, entry) -> {
            byte[] components = entry.components.toBytes();
            out.writeLong(slot);
            out.writeByte(entry.age);
            out.writeInt(components.length);
            out.write(components);
        });
        out.writeInt(sources.size());
        sources.forEach((url, files) -> {
            writeText(out, url);
            out.writeInt(files.size());
            files.forEach((path, hash) -> {
                writeText(out, path);
                out.writeLong(hash);
            });
        });
        return out.toByteArray();
    }

    private static void writeText(ByteArrayDataOutput out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Returns the manifest of a stored form.
     *
     * @throws WeirflowException of kind INTEGRITY if it is none
     */
    static Manifest decode(byte[] stored) {
        try {
            ByteArrayDataInput in = ByteStreams.newDataInput(stored);
            if (in.readInt() != FORMAT) {
                throw WeirflowException.of(ErrorKind.INTEGRITY, "manifest", "is not of a known format");
            }
            Digest targets = Digest.fromBytes(read(in, Digest.SIZE_BYTES));
            Map<Long, Entry> nodes = new LinkedHashMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                long slot = in.readLong();
                int age = in.readByte();
                nodes.put(slot, new Entry(KeyComponents.fromBytes(read(in, in.readInt())), age));
            }
            Map<String, Map<String, Long>> sources = new LinkedHashMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                String url = new String(read(in, in.readInt()), StandardCharsets.UTF_8);
                Map<String, Long> files = new LinkedHashMap<>();
                for (int j = in.readInt(); j > 0; j--) {
                    files.put(new String(read(in, in.readInt()), StandardCharsets.UTF_8), in.readLong());
                }
                sources.put(url, files);
            }
            return new Manifest(targets, nodes, sources);
        } catch (IllegalStateException | NegativeArraySizeException e) {
            throw WeirflowException.wrap(e, ErrorKind.INTEGRITY, "manifest");
        }
    }

    private static byte[] read(ByteArrayDataInput in, int length) {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
