package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.Repository;
import io.weirflow.repository.VerifyingInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A repository in a directory: each blob a file, in the tree of Reflow's file repository ({@code
 * <root>/<2 hexadecimal digits>/<62 digits>}, files in the making below {@code <root>/tmp}), so that both can use one.
 * Thread-safe; several processes may use a directory at once.
 *
 * <p><b>What survives.</b> A blob becomes visible whole, by a rename: the crash of a process leaves nothing half-written.
 * Blobs put before a {@link #flush} that returned survive a crash of the machine; of those put after it some may then be
 * missing, empty or cut off. Whoever opens the repository next reads those again and moves damaged ones to {@code
 * tmp/damaged}. An object that is empty although it should not be counts as missing, as does one that {@link #open} found
 * damaged. Putting the content again replaces a damaged object.
 *
 * <p>Objects are read-only files. Putting a blob that is there makes it young again ({@link #collect} compares the time
 * of the file's last change).
 */
public final class FileRepository implements Repository, AutoCloseable {
    static final Digest EMPTY = Digest.of(new byte[0]);

    private final ObjectTree tree;
    private final Syncer syncer;
    private final Durability durability;
    private final Evictor evictor;
    private final BlobWriter writer;
    private final Materializer materializer;
    private final Clock clock;
    private final AtomicReference<WriteSession> session = new AtomicReference<>();
    private final Set<Digest> damaged = ConcurrentHashMap.newKeySet();

    private FileRepository(Path root, Clock clock, String syncProgram) {
        this.tree = new ObjectTree(root);
        this.syncer = new Syncer(tree, syncProgram);
        this.durability = new Durability(syncer);
        this.evictor = new Evictor(tree);
        this.writer = new BlobWriter(tree, durability, clock);
        this.materializer = new Materializer(tree);
        this.clock = clock;
    }

    /**
     * Opens the repository in a directory, which is created with the first blob if it is not there. Clears up after processes
     * that died, which takes a while only if the machine was started again since: then what they had not flushed is read.
     *
     * @throws WeirflowException of kind INVALID if there is something else than a directory
     */
    public static FileRepository open(Path root) {
        return open(root, Clock.systemUTC(), "sync");
    }

    static FileRepository open(Path root, Clock clock, String syncProgram) {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw WeirflowException.of(ErrorKind.INVALID, "open repository", "this is not a directory", root);
        }
        FileRepository repository = new FileRepository(root.toAbsolutePath().normalize(), clock, syncProgram);
        repository.recover();
        return repository;
    }

    private void recover() {
        String[] temp = tree.temp().toFile().list();
        if (temp == null || temp.length == 0) {
            return;
        }
        try {
            new Recovery(tree, syncer, evictor).run(session(), clock.instant());
        } catch (IOException e) {
            // It can still be read. Whoever writes hears of it then.
            System.getLogger(FileRepository.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot clear up {0}: {1}", tree.temp(), e);
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "open repository", tree.root());
        }
    }

    /** Returns the session, which starts with the first write. */
    private WriteSession session() throws IOException {
        WriteSession known = session.get();
        if (known != null) {
            return known;
        }
        WriteSession started = WriteSession.start(tree.temp());
        if (session.compareAndSet(null, started)) {
            return started;
        }
        started.end(true);
        return java.util.Objects.requireNonNull(session.get());
    }

    /** Returns the URI of the directory, by which another repository on this machine takes blobs over directly. */
    @Override
    public Optional<URI> uri() {
        return Optional.of(FileTransfer.uri(tree.root()));
    }

    @Override
    public long size(Digest digest) {
        long size = tree.file(digest).length();
        if (size == 0 && !(digest.equals(EMPTY) && tree.file(digest).exists())) {
            throw missing("size", digest);
        }
        return size;
    }

    private WeirflowException missing(String operation, Digest digest) {
        return WeirflowException.of(ErrorKind.NOT_EXIST, operation, "there is no such blob in " + tree.root(), digest);
    }

    /** {@inheritDoc} Looks at each file's size, nothing more. */
    @Override
    public Set<Digest> missing(Collection<Digest> digests) {
        Set<Digest> missing = Set.of();
        for (Digest digest : digests) {
            if (isMissing(digest)) {
                if (missing.isEmpty()) {
                    checkReadable();
                    missing = new HashSet<>();
                }
                missing.add(digest);
            }
        }
        return missing;
    }

    private boolean isMissing(Digest digest) {
        java.io.File object = tree.file(digest);
        return object.length() == 0 && !(digest.equals(EMPTY) && object.exists())
                || !damaged.isEmpty() && damaged.contains(digest);
    }

    /** A folder that cannot be read must not pass for an empty one. */
    private void checkReadable() {
        Path root = tree.root();
        if (Files.exists(root) && !(Files.isDirectory(root) && Files.isExecutable(root))) {
            throw WeirflowException.of(
                    ErrorKind.NOT_ALLOWED,
                    "missing",
                    "the repository's folder cannot be read: check its permissions",
                    root);
        }
    }

    @Override
    public InputStream open(Digest digest) {
        try {
            FileChannel channel = FileChannel.open(tree.path(digest), StandardOpenOption.READ);
            InputStream in = Channels.newInputStream(channel);
            return new DamageReporter(new VerifyingInputStream(in, digest, channel.size()), () -> damaged.add(digest));
        } catch (IOException e) {
            throw FileFailures.reading(e, "open", digest, tree.root());
        }
    }

    @Override
    public Digest put(InputStream content) {
        return store(buffer -> buffer.fill(content), "put").id();
    }

    @Override
    public Digest put(byte[] content) {
        return put(new ByteArrayInputStream(content));
    }

    @Override
    public File putFile(Path path) {
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
            return store(buffer -> fill(buffer, in, path), "put", path);
        } catch (IOException e) {
            throw FileFailures.reading(e, "put", path);
        }
    }

    private static boolean fill(IngestBuffer buffer, FileChannel in, Path path) {
        try {
            return buffer.fill(in);
        } catch (IOException e) {
            throw FileFailures.reading(e, "put", path);
        }
    }

    private File store(BlobWriter.Source source, String operation, Object... arguments) {
        try {
            File stored = writer.store(source, session(), Optional.empty()).orElseThrow();
            damaged.remove(stored.id());
            return stored;
        } catch (IOException e) {
            throw FileFailures.writing(e, tree.root(), operation, arguments);
        }
    }

    /** {@inheritDoc} The same as {@link MaterializeMode#PRIVATE}. */
    @Override
    public void materialize(Digest digest, Path target) {
        materialize(digest, target, MaterializeMode.PRIVATE);
    }

    /**
     * Makes a new file of a blob, in a stated way. The content is not read again; that the object is empty when it should
     * not be is noticed. A failure leaves no file.
     *
     * @throws WeirflowException of kind NOT_EXIST if there is no such blob or no such folder, of kind PRECONDITION if the target
     *     is there
     */
    public void materialize(Digest digest, Path target, MaterializeMode mode) {
        try {
            materializer.materialize(digest, target, mode);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "materialize", "there is a file already", digest, target);
        } catch (IOException e) {
            throw FileFailures.writing(e, target.toAbsolutePath(), "materialize", digest, target);
        }
    }

    /**
     * Takes a blob over from another repository in a directory of this machine: as a hard link where both are on one file
     * system, otherwise as a copy. Its content is checked.
     */
    @Override
    public boolean readFrom(URI source, Digest digest) {
        Optional<Path> other = FileTransfer.root(source);
        if (other.isEmpty()) {
            return false;
        }
        try {
            FileTransfer.take(new ObjectTree(other.get()).path(digest), digest, writer, session());
            damaged.remove(digest);
            return true;
        } catch (IOException e) {
            throw FileFailures.writing(e, tree.root(), "read from", source, digest);
        }
    }

    /** {@inheritDoc} The blob is durable there when this returns. */
    @Override
    public boolean writeTo(URI target, Digest digest) {
        Optional<Path> other = FileTransfer.root(target);
        if (other.isEmpty()) {
            return false;
        }
        try (FileRepository repository = open(other.get(), clock, "sync")) {
            boolean done = repository.readFrom(FileTransfer.uri(tree.root()), digest);
            repository.flush();
            return done;
        }
    }

    /**
     * {@inheritDoc} A few blobs are synchronised one by one, many at once with all else on the file system.
     *
     * @throws WeirflowException of kind FATAL if the disk reports an error, from then on each time
     */
    @Override
    public void flush() {
        WriteSession open = session.get();
        if (open == null) {
            return;
        }
        try {
            durability.flush(open);
        } catch (IOException | InterruptedException e) {
            throw WeirflowException.wrap(e, "flush", tree.root());
        }
    }

    @Override
    public CollectSummary collect(CollectPolicy policy) {
        if (!Files.exists(tree.root())) {
            return new CollectSummary(0, 0, 0);
        }
        try {
            return new RepositoryCollector(tree, evictor, policy).run(session());
        } catch (IOException e) {
            throw FileFailures.writing(e, tree.root(), "collect");
        }
    }

    /** Gives back what this object holds. Does not flush. Idempotent; the repository must not be used any more. */
    @Override
    public void close() {
        WriteSession open = session.get();
        if (open == null) {
            return;
        }
        try {
            open.end(durability.isFlushed());
        } catch (IOException e) {
            System.getLogger(FileRepository.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot clear up {0}: {1}", tree.temp(), e);
        }
    }
}
