package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.repository.Repository;
import io.weirflow.repository.VerifyingInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A repository in a directory: each blob a file, in the tree of Reflow's file repository, so that both can use one. Several
 * processes may use the directory at once.
 */
public final class FileRepository implements Repository {
    private final ObjectTree tree;
    private final Queue<IngestBuffer> buffers = new ConcurrentLinkedQueue<>();

    private FileRepository(Path root) {
        this.tree = new ObjectTree(root);
    }

    /**
     * Opens the repository in a directory, which is created when the first blob is put.
     *
     * @throws WeirflowException of kind INVALID if there is something else than a directory
     */
    public static FileRepository open(Path root) {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw WeirflowException.of(ErrorKind.INVALID, "open repository", "this is not a directory", root);
        }
        return new FileRepository(root.toAbsolutePath().normalize());
    }

    @Override
    public Optional<URI> uri() {
        return Optional.of(tree.root().toUri());
    }

    @Override
    public long size(Digest digest) {
        try {
            return Files.size(tree.path(digest));
        } catch (IOException e) {
            throw FileFailures.reading(e, "size", digest);
        }
    }

    @Override
    public Set<Digest> missing(Collection<Digest> digests) {
        Set<Digest> missing = new HashSet<>();
        for (Digest digest : digests) {
            if (!Files.exists(tree.path(digest))) {
                missing.add(digest);
            }
        }
        return missing;
    }

    @Override
    public InputStream open(Digest digest) {
        try {
            return new VerifyingInputStream(Files.newInputStream(tree.path(digest)), digest);
        } catch (IOException e) {
            throw FileFailures.reading(e, "open", digest);
        }
    }

    @Override
    public Digest put(InputStream content) {
        try {
            return store(buffer -> buffer.fill(content)).id();
        } catch (IOException e) {
            throw FileFailures.writing(e, tree.root(), "put");
        }
    }

    @Override
    public Digest put(byte[] content) {
        return put(new ByteArrayInputStream(content));
    }

    @Override
    public File putFile(Path path) {
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
            return store(buffer -> buffer.fill(in));
        } catch (IOException e) {
            throw FileFailures.writing(e, tree.root(), "put", path);
        }
    }

    /** Where content comes from. */
    private interface Source {
        boolean fill(IngestBuffer buffer) throws IOException;
    }

    private File store(Source source) throws IOException {
        IngestBuffer pooled = buffers.poll();
        IngestBuffer buffer = pooled == null ? new IngestBuffer() : pooled;
        buffer.reset();
        Files.createDirectories(tree.temp());
        Path temp = Files.createTempFile(tree.temp(), "put-", "");
        long size = 0;
        try {
            try (FileChannel out = FileChannel.open(temp, StandardOpenOption.WRITE)) {
                boolean more;
                do {
                    more = source.fill(buffer);
                    buffer.writeTo(out);
                    size += buffer.length();
                } while (more);
            }
            Digest digest = buffer.finish();
            install(temp, tree.path(digest));
            return File.resolved(digest, size);
        } finally {
            Files.deleteIfExists(temp);
            buffers.add(buffer);
        }
    }

    private static void install(Path temp, Path target) throws IOException {
        try {
            Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            Files.createDirectories(target.getParent());
            Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public void materialize(Digest digest, Path target) {
        try {
            Files.copy(tree.path(digest), target);
        } catch (IOException e) {
            throw FileFailures.writing(e, target, "materialize", digest, target);
        }
    }
}
