package io.weirflow.backend.file;

import io.weirflow.base.Parallel;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One look at a folder: lists it, takes the content of each file that did not change from what is remembered, reads the
 * others on a few threads and remembers them.
 */
final class Snapshot {
    /**
     * A file that was touched so shortly before it was looked at may be changed again without a trace in its times: file systems
     * keep them as coarsely as two seconds.
     */
    static final Duration DIRTY = Duration.ofSeconds(2);

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final Observations observations;
    private final ContentHasher hasher;
    private final String url;
    private final Observations.Known known;
    private final long cleanBefore;
    private final List<FolderState> folders = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();

    /** The files of a folder, in parallel lists. */
    private static final class FolderState {
        final Path path;
        final String relative;
        final List<FolderWalk.Entry> files;
        final @Nullable Digest[] digests;
        boolean changed;

        FolderState(Path path, String relative, List<FolderWalk.Entry> files) {
            this.path = path;
            this.relative = relative;
            this.files = files;
            this.digests = new Digest[files.size()];
        }
    }

    /** A file that must be read. */
    private record Unread(FolderState folder, int index) {}

    Snapshot(Observations observations, ContentHasher hasher, Clock clock, Path root, String url) {
        this.observations = observations;
        this.hasher = hasher;
        this.url = url;
        this.known = observations.below(root.toString());
        this.cleanBefore = (clock.millis() - DIRTY.toMillis()) * 1_000_000;
    }

    /** Returns the files by path relative to the root. */
    Map<String, File> take(Path root, FileStatus status) {
        FolderWalk.walk(root, status, this::visit);
        Parallel.forEach(unread, THREADS, this::read);
        remember();
        Map<String, File> files = new HashMap<>();
        for (FolderState folder : folders) {
            for (int i = 0; i < folder.digests.length; i++) {
                Digest digest = folder.digests[i];
                if (digest != null) {
                    FolderWalk.Entry entry = folder.files.get(i);
                    String path = folder.relative + entry.name();
                    files.put(path, describe(url + path, entry.status()).withContentHash(digest));
                }
            }
        }
        return files;
    }

    static File describe(String url, FileStatus status) {
        return File.reference(url, "", status.sizeBytes()).withLastModified(status.lastModified());
    }

    private void visit(Path path, String relative, List<FolderWalk.Entry> files) {
        FolderState folder = new FolderState(path, relative, files);
        folders.add(folder);
        Map<String, Observation> before = known.in(path.toString());
        for (int i = 0; i < folder.digests.length; i++) {
            FolderWalk.Entry entry = files.get(i);
            Observation observation = before.get(entry.name());
            if (observation != null && observation.status().isSameContent(entry.status())) {
                folder.digests[i] = observation.digest();
            } else {
                unread.add(new Unread(folder, i));
            }
        }
        folder.changed = before.size() != files.size();
    }

    private void read(Unread file) {
        FolderState folder = file.folder;
        FolderWalk.Entry entry = folder.files.get(file.index);
        Optional<Observation> found = hasher.observe(folder.path.resolve(entry.name()), entry);
        synchronized (folder) {
            folder.changed = true;
            if (found.isPresent()) {
                folder.files.set(
                        file.index,
                        new FolderWalk.Entry(entry.name(), found.get().status()));
                folder.digests[file.index] = found.get().digest();
            }
        }
    }

    private void remember() {
        Map<String, List<Observation>> changed = new HashMap<>();
        for (FolderState folder : folders) {
            if (folder.changed) {
                changed.put(folder.path.toString(), clean(folder));
            }
        }
        if (!changed.isEmpty()) {
            observations.remember(changed);
        }
    }

    private List<Observation> clean(FolderState folder) {
        List<Observation> clean = new ArrayList<>();
        for (int i = 0; i < folder.digests.length; i++) {
            FolderWalk.Entry entry = folder.files.get(i);
            Digest digest = folder.digests[i];
            if (digest != null && entry.status().isOlderThan(cleanBefore)) {
                clean.add(new Observation(entry.name(), entry.status(), digest));
            }
        }
        return clean;
    }
}
