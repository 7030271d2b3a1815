package io.weirflow;

import com.google.common.collect.Maps;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.nio.file.Path;
import java.util.Map;

/**
 * A directory that an evaluation gave. Its content can be read as long as the runtime's repository keeps it. Immutable and
 * thread-safe.
 */
public final class DirectoryResult {
    private final Fileset fileset;
    private final Contents contents;

    DirectoryResult(Fileset fileset, Contents contents) {
        this.fileset = fileset;
        this.contents = contents;
    }

    /** Returns the files by relative path, in the order of the paths' UTF-8 bytes. */
    public Map<String, FileResult> files() {
        return Maps.transformValues(fileset.files(), file -> new FileResult(file, contents));
    }

    /**
     * Returns the file at a path.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is none
     */
    public FileResult file(String path) {
        File file = fileset.files().get(path);
        if (file == null) {
            throw WeirflowException.of(
                    ErrorKind.NOT_EXIST,
                    "file",
                    "the directory of " + fileset.count() + " files has no such file",
                    '"' + path + '"');
        }
        return new FileResult(file, contents);
    }

    /** Returns the sum of the files' sizes in bytes. */
    public long sizeBytes() {
        return fileset.sizeBytes();
    }

    /**
     * Writes all files to a new local folder, which appears with all of them or not at all. Folders above it that do not exist
     * are created. The files are the caller's own to change.
     *
     * @throws WeirflowException of kind PRECONDITION if the folder exists and is not empty, of kind INVALID if a path leads out of
     *     it; then nothing was written
     */
    public void materialize(Path folder) {
        LocalCopy.directory(fileset, contents, folder, false);
    }

    /**
     * Writes all files to a local folder in place of all that it holds. The old folder is moved away as soon as the new one is
     * complete: for an instant there is none. Otherwise as {@link #materialize}.
     *
     * @throws WeirflowException of kind PRECONDITION if the target exists and is not a folder
     */
    public void replace(Path folder) {
        LocalCopy.directory(fileset, contents, folder, true);
    }

    /** Returns how many files there are and how large they are. */
    @Override
    public String toString() {
        return fileset.toString();
    }
}
