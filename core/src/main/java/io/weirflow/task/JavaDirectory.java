package io.weirflow.task;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.fileset.RelativePath;
import io.weirflow.repository.Repository;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The directory that a {@link JavaTask}'s function writes. Thread-safe; valid during the function's call. */
public final class JavaDirectory {
    private final Repository repository;
    private final Map<String, File> files = new ConcurrentHashMap<>();

    JavaDirectory(Repository repository) {
        this.repository = repository;
    }

    /**
     * Writes a file. The stream is read to its end and not closed.
     *
     * @throws WeirflowException of kind INVALID for a path that was written before or cannot be in a directory
     */
    public void write(String path, InputStream content) {
        RelativePath.check(path);
        var digest = repository.put(content);
        add(path, File.resolved(digest, repository.size(digest)));
    }

    /**
     * Writes a file of text in UTF-8.
     *
     * @throws WeirflowException of kind INVALID for a path that was written before or cannot be in a directory
     */
    public void write(String path, String text) {
        RelativePath.check(path);
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        add(path, File.resolved(repository.put(content), content.length));
    }

    private void add(String path, File file) {
        if (files.putIfAbsent(path, file) != null) {
            throw WeirflowException.of(ErrorKind.INVALID, "write", "was written before", '"' + path + '"');
        }
    }

    Fileset build() {
        RelativePath.checkNoFileIsAFolder(files.keySet());
        return Fileset.directory(files);
    }
}
