package io.weirflow.backend.file;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers what content files had, so that files that did not change since need not be read. Thread-safe. */
interface Observations {
    /** Returns what is known of the files in a folder and in all folders below it. */
    Known below(String folder);

    /**
     * Remembers all files of some folders, instead of what was known of those. May forget or do nothing: what is not known is
     * read again.
     *
     * @param folders the files of each folder, by name
     */
    void remember(Map<String, ? extends Collection<Observation>> folders);

    /** What is known of some folders. */
    interface Known {
        /** Returns the files of a folder by name. */
        Map<String, Observation> in(String folder);
    }

    /** Returns a memory that ends with the process. */
    static Observations inMemory() {
        Map<String, Map<String, Observation>> known = new ConcurrentHashMap<>();
        return new Observations() {
            @Override
            public Known below(String folder) {
                return path -> known.getOrDefault(path, Map.of());
            }

            @Override
            public void remember(Map<String, ? extends Collection<Observation>> folders) {
                folders.forEach((folder, files) -> {
                    Map<String, Observation> byName = new java.util.HashMap<>(2 * files.size());
                    files.forEach(file -> byName.put(file.name(), file));
                    known.put(folder, byName);
                });
            }
        };
    }
}
