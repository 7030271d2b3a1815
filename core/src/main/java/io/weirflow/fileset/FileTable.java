package io.weirflow.fileset;

import io.weirflow.base.Utf8Order;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Files by path, as two parallel arrays ordered by path: eight bytes a file beyond the paths and the files. */
final class FileTable extends AbstractMap<String, File> {
    static final FileTable EMPTY = new FileTable(new String[0], new File[0]);
    private static final String[] FILE_PATHS = {Fileset.FILE_PATH};

    private final String[] paths;
    private final File[] files;

    private FileTable(String[] paths, File[] files) {
        this.paths = paths;
        this.files = files;
    }

    static FileTable of(String path, File file) {
        String[] paths = path.equals(Fileset.FILE_PATH) ? FILE_PATHS : new String[] {path};
        return new FileTable(paths, new File[] {file});
    }

    /** Returns a table of paths that are in order, and their files; the arrays pass into its possession. */
    static FileTable ofOrdered(String[] paths, File[] files) {
        return new FileTable(paths, files);
    }

    String path(int index) {
        return paths[index];
    }

    File file(int index) {
        return files[index];
    }

    static FileTable copyOf(Map<String, File> map) {
        if (map instanceof FileTable table) {
            return table;
        }
        Builder builder = new Builder();
        map.forEach(builder::put);
        return builder.buildLastWins();
    }

    /** Returns a table of what the function makes of each file; this itself if it returns every file as it is. */
    @SuppressWarnings("ReferenceEquality")
    FileTable map(UnaryOperator<File> function) {
        File[] mapped = null;
        for (int i = 0; i < files.length; i++) {
            File file = function.apply(files[i]);
            if (mapped == null && file != files[i]) {
                mapped = files.clone();
            }
            if (mapped != null) {
                mapped[i] = file;
            }
        }
        return mapped == null ? this : new FileTable(paths, mapped);
    }

    @Override
    public int size() {
        return paths.length;
    }

    @Override
    public @Nullable File get(@Nullable Object path) {
        if (!(path instanceof String text)) {
            return null;
        }
        int index = Arrays.binarySearch(paths, text, Utf8Order.INSTANCE);
        return index < 0 ? null : files[index];
    }

    @Override
    public boolean containsKey(@Nullable Object path) {
        return get(path) != null;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super File> action) {
        for (int i = 0; i < paths.length; i++) {
            action.accept(paths[i], files[i]);
        }
    }

    @Override
    public Set<Entry<String, File>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, File>> iterator() {
                return new EntryIterator();
            }

            @Override
            public int size() {
                return paths.length;
            }
        };
    }

    private final class EntryIterator implements Iterator<Map.Entry<String, File>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < paths.length;
        }

        @Override
        public Map.Entry<String, File> next() {
            if (next == paths.length) {
                throw new NoSuchElementException();
            }
            return Map.entry(paths[next], files[next++]);
        }
    }

    /** Gathers files in any order. */
    static final class Builder {
        private final List<String> paths = new ArrayList<>();
        private final List<File> files = new ArrayList<>();
        private boolean ordered = true;

        void put(String path, File file) {
            if (!paths.isEmpty() && Utf8Order.INSTANCE.compare(paths.get(paths.size() - 1), path) >= 0) {
                ordered = false;
            }
            paths.add(path);
            files.add(file);
        }

        /** Returns the table; of files with the same path the one that was put last. */
        FileTable buildLastWins() {
            if (paths.isEmpty()) {
                return EMPTY;
            }
            if (ordered) {
                return new FileTable(paths.toArray(String[]::new), files.toArray(File[]::new));
            }
            Integer[] order = new Integer[paths.size()];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Utf8Order.INSTANCE.compare(paths.get(a), paths.get(b)));
            String[] sortedPaths = new String[order.length];
            File[] sortedFiles = new File[order.length];
            int size = 0;
            for (int index : order) {
                String path = paths.get(index);
                if (size > 0 && sortedPaths[size - 1].equals(path)) {
                    size--;
                }
                sortedPaths[size] = path;
                sortedFiles[size++] = files.get(index);
            }
            return new FileTable(Arrays.copyOf(sortedPaths, size), Arrays.copyOf(sortedFiles, size));
        }
    }
}
