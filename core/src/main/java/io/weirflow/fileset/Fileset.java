package io.weirflow.fileset;

import com.google.common.collect.ImmutableList;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.Digester;
import io.weirflow.digest.FramedEncoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value that flows through a graph: a file, a directory of files by path, or a list of filesets. Immutable and
 * thread-safe.
 *
 * <p>A single file has the path {@value #FILE_PATH}; the paths of a directory are relative and use slashes. Paths are
 * ordered by their UTF-8 bytes. Reflow's model, which this follows, lets one fileset hold files and a list at once; then
 * its digest covers the list alone.
 *
 * <p>Lists may be nested to any depth: no operation recurses. Operations walk the whole value unless they say otherwise;
 * the digest is computed once.
 */
public final class Fileset {
    /** The path of the file in a fileset that is a single file. */
    public static final String FILE_PATH = ".";

    /** No files. */
    public static final Fileset EMPTY = new Fileset(null, FileTable.EMPTY);

    private final @Nullable ImmutableList<Fileset> list;
    private final FileTable files;
    private @Nullable Digest digest;
    private @Nullable Digest contentDigest;

    Fileset(@Nullable ImmutableList<Fileset> list, FileTable files) {
        this.list = list;
        this.files = files;
    }

    /** Returns a fileset that is one file. */
    public static Fileset of(File file) {
        return new Fileset(null, FileTable.of(FILE_PATH, file));
    }

    /** Returns a fileset of files by path. */
    public static Fileset directory(Map<String, File> files) {
        return files.isEmpty() ? EMPTY : new Fileset(null, FileTable.copyOf(files));
    }

    /** Returns a list of filesets, possibly empty. */
    public static Fileset list(List<Fileset> elements) {
        return new Fileset(ImmutableList.copyOf(elements), FileTable.EMPTY);
    }

    /** Returns a fileset that holds both a list and files. */
    public static Fileset of(List<Fileset> elements, Map<String, File> files) {
        return new Fileset(ImmutableList.copyOf(elements), FileTable.copyOf(files));
    }

    /** Tells whether this is a list, possibly an empty one. */
    public boolean isList() {
        return list != null;
    }

    /** Returns the elements of the list; none if this is not a list. Constant time. */
    public List<Fileset> elements() {
        return list == null ? ImmutableList.of() : list;
    }

    /** Returns the files by path, ordered, without those of the list's elements. An unmodifiable view; constant time. */
    public Map<String, File> files() {
        return files;
    }

    /** Returns the files by path as they are held. */
    FileTable table() {
        return files;
    }

    /** Returns this with other files of its own; this itself if they are the same table. */
    @SuppressWarnings("ReferenceEquality")
    Fileset withFiles(FileTable newFiles) {
        return newFiles == files ? this : new Fileset(list, newFiles);
    }

    /**
     * Returns the file of a fileset that is a single file.
     *
     * @throws WeirflowException of kind PRECONDITION if it is anything else
     */
    public File file() {
        File file = files.get(FILE_PATH);
        long count = count();
        if (count != 1 || file == null) {
            // Reflow's words, which are compared.
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION,
                    "Fileset.File",
                    "",
                    digest(),
                    count == 1 ? "missing Map[\"" + FILE_PATH + "\"]" : "contains " + count + " files (!=1)");
        }
        return file;
    }

    /** Returns the number of files, counting each time a file occurs. */
    public long count() {
        long[] count = {0};
        walk(node -> count[0] += node.files.size());
        return count[0];
    }

    /** Returns the sum of the files' sizes in bytes, counting each time a file occurs. */
    public long sizeBytes() {
        long[] size = {0};
        forEachFile((path, file) -> size[0] += file.sizeBytes());
        return size[0];
    }

    /** Tells whether there are no files anywhere. */
    public boolean isEmpty() {
        return find(node -> !node.files.isEmpty()).isEmpty();
    }

    /** Tells whether this or some nested element has neither files nor elements. */
    public boolean anyEmpty() {
        if (list == null) {
            return files.isEmpty();
        }
        return find(node -> node.files.isEmpty() && node.elements().isEmpty()).isPresent();
    }

    /** Tells whether every file is resolved. */
    public boolean isResolved() {
        return find(node -> node.files.values().stream().anyMatch(File::isReference))
                .isEmpty();
    }

    /** Calls back for each file: depth first, a fileset's own files before those of its list's elements. */
    public void forEachFile(BiConsumer<String, File> action) {
        if (list == null) {
            files.forEach(action);
            return;
        }
        walk(node -> node.files.forEach(action));
    }

    /** Returns the elements of a list, or this alone if it is not one. Constant time. */
    public List<Fileset> flatten() {
        return list == null ? ImmutableList.of(this) : list;
    }

    /**
     * Returns one directory of all files, this itself if it is not a list. Where a path occurs more than once the file
     * that {@link #forEachFile} comes to last is taken.
     */
    public Fileset pullup() {
        if (list == null) {
            return this;
        }
        FileTable.Builder merged = new FileTable.Builder();
        forEachFile(merged::put);
        return new Fileset(null, merged.buildLastWins());
    }

    /**
     * Returns the files by their {@link File#digest()}, each once. Of files with the same digest the last is taken, where a
     * fileset's own files come after those of its list's elements.
     */
    public Map<Digest, File> distinctFiles() {
        if (list == null && files.size() == 1) {
            return Map.of(files.file(0).digest(), files.file(0));
        }
        Map<Digest, File> distinct = new LinkedHashMap<>();
        Deque<Fileset> pending = new ArrayDeque<>();
        pending.push(this);
        while (!pending.isEmpty()) {
            Fileset node = pending.pop();
            node.files.forEach((path, file) -> distinct.putIfAbsent(file.digest(), file));
            node.elements().forEach(pending::push);
        }
        return distinct;
    }

    /**
     * Returns the union of the assertions of all {@link #distinctFiles()}.
     *
     * @throws WeirflowException of kind PRECONDITION if two files assert different things of the same subject
     */
    public Assertions assertions() {
        Set<Assertions> all = new LinkedHashSet<>();
        distinctFiles().values().forEach(file -> all.add(file.assertions()));
        return Assertions.merge(all);
    }

    /**
     * Returns this fileset with each file replaced by what the function makes of it; this itself if it returns every file as
     * it is. Parts in which nothing changes are shared.
     */
    public Fileset mapFiles(UnaryOperator<File> function) {
        return FilesetMapper.map(this, function);
    }

    /** Returns this fileset with each file whose {@link File#digest()} is a key of the map replaced by its value. */
    public Fileset substitute(Map<Digest, File> substitutes) {
        return substitutes.isEmpty() ? this : mapFiles(file -> substitutes.getOrDefault(file.digest(), file));
    }

    /**
     * Returns this fileset with assertions added to those of each file.
     *
     * @throws WeirflowException of kind PRECONDITION if a file asserts something else of the same subject
     */
    public Fileset plusAssertions(Assertions added) {
        if (added.isEmpty()) {
            return this;
        }
        Map<Assertions, Assertions> merged = new HashMap<>();
        return mapFiles(file -> file.withAssertions(
                merged.computeIfAbsent(file.assertions(), present -> Assertions.merge(List.of(present, added)))));
    }

    /** Returns this fileset with the assertions of each file whose {@link File#digest()} is a key of the map replaced. */
    public Fileset withAssertions(Map<Digest, Assertions> byFile) {
        return byFile.isEmpty()
                ? this
                : mapFiles(file -> file.withAssertions(byFile.getOrDefault(file.digest(), file.assertions())));
    }

    /** Calls back for this and every nested element, each before its elements. */
    void walk(Consumer<Fileset> visitor) {
        find(node -> {
            visitor.accept(node);
            return false;
        });
    }

    private Optional<Fileset> find(java.util.function.Predicate<Fileset> condition) {
        if (list == null) {
            return condition.test(this) ? Optional.of(this) : Optional.empty();
        }
        Deque<Fileset> pending = new ArrayDeque<>();
        pending.push(this);
        while (!pending.isEmpty()) {
            Fileset node = pending.pop();
            if (condition.test(node)) {
                return Optional.of(node);
            }
            if (node.list != null) {
                node.list.reverse().forEach(pending::push);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the digest of the bytes that {@link #writeTo} writes. Two filesets of equal digest need not be equal: the
     * nesting of lists does not show in it (Reflow's rule, on which keys do not rely).
     */
    public Digest digest() {
        Digest known = digest;
        if (known == null) {
            Digester digester = new Digester();
            writeTo(digester);
            known = digester.finish();
            digest = known;
        }
        return known;
    }

    /**
     * Writes what identifies this fileset into a digest, as Reflow does: the elements of a list in order, or else for each
     * path in order the path and the binary form of the file's digest.
     */
    public void writeTo(Digester digester) {
        walk(node -> {
            if (node.list == null) {
                node.files.forEach((path, file) -> digester.updateUtf8(path).update(file.digest()));
            }
        });
    }

    /**
     * Returns a digest of the whole structure with each file's {@link File#digest()}: unlike {@link #digest()} it is equal only
     * for filesets of equal nesting, paths and content. Computed once, from those of the elements; cheap for a single file.
     */
    public Digest contentDigest() {
        Digest known = contentDigest;
        if (known == null) {
            known = ContentDigests.compute(this);
        }
        return known;
    }

    /**
     * Writes what {@link #contentDigest()} covers into a key: different filesets never give the same bytes. A single file is
     * written in full, anything larger by its content digest.
     */
    public void writeContentTo(FramedEncoder encoder) {
        ContentDigests.write(this, encoder);
    }

    /** Returns the content digest if it was computed before. */
    @Nullable
    Digest knownContentDigest() {
        return contentDigest;
    }

    /** Keeps the content digest. */
    void rememberContentDigest(Digest computed) {
        contentDigest = computed;
    }

    @Override
    public boolean equals(Object object) {
        return this == object || object instanceof Fileset other && equalNodes(this, other);
    }

    @SuppressWarnings("ReferenceEquality") // a shortcut: shared nodes need not be compared
    private static boolean equalNodes(Fileset a, Fileset b) {
        Deque<Fileset> pending = new ArrayDeque<>();
        pending.push(a);
        pending.push(b);
        while (!pending.isEmpty()) {
            Fileset right = pending.pop();
            Fileset left = pending.pop();
            if (left == right) {
                continue;
            }
            if (left.isList() != right.isList()
                    || left.elements().size() != right.elements().size()
                    || !left.files.equals(right.files)) {
                return false;
            }
            for (int i = 0; i < left.elements().size(); i++) {
                pending.push(left.elements().get(i));
                pending.push(right.elements().get(i));
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return digest().hashCode();
    }

    /** Returns a short description for people: what kind of value, how many files, how large. */
    @Override
    public String toString() {
        return (isList() ? "list of " + elements().size() + ", " : "")
                + count()
                + " files, "
                + sizeBytes()
                + " bytes, "
                + digest().abbreviated();
    }
}
