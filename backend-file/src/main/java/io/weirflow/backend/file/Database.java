package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An SQLite database in write-ahead mode, whose commits are durable. One connection writes, a few read beside it; other
 * processes may do the same. Thread-safe.
 */
final class Database implements AutoCloseable {
    private static final int READERS = 4;

    /** How long a statement waits for another process's transaction before it fails, with a kind that can be tried again. */
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(30);

    private final Path file;
    private final Duration busyTimeout;
    private final BlockingQueue<DatabaseSession> writer = new ArrayBlockingQueue<>(1);
    private final ConcurrentLinkedQueue<DatabaseSession> idleReaders = new ConcurrentLinkedQueue<>();
    private final Semaphore readers = new Semaphore(READERS);
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Work in one transaction. */
    interface Work<T> {
        T in(DatabaseSession session) throws SQLException;
    }

    private Database(Path file, Duration busyTimeout, DatabaseSession writer) {
        this.file = file;
        this.busyTimeout = busyTimeout;
        this.writer.add(writer);
    }

    /** Opens a database, which is created with its tables if there is none. The folder must exist. */
    static Database open(Path file, Schema schema) {
        return open(file, schema, BUSY_TIMEOUT);
    }

    static Database open(Path file, Schema schema, Duration busyTimeout) {
        SqliteLibrary.load(file.toAbsolutePath().resolveSibling("."));
        try {
            DatabaseSession writer = DatabaseSession.open(file, busyTimeout);
            try {
                schema.prepare(writer, file);
            } catch (SQLException | RuntimeException e) {
                writer.close();
                throw e;
            }
            return new Database(file, busyTimeout, writer);
        } catch (SQLException e) {
            throw SqliteFailures.of(e, file, "open database");
        }
    }

    /** Runs work in a transaction of its own that may write. It is durable when this returns; nothing remains of one that fails. */
    <T> T write(String operation, Work<T> work) {
        try {
            DatabaseSession session = writer.take();
            try {
                checkOpen(operation);
                return session.write(work);
            } finally {
                writer.add(session);
            }
        } catch (SQLException e) {
            throw SqliteFailures.of(e, file, operation);
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, operation, file);
        }
    }

    /** Runs work that only reads, over one state of the database. */
    <T> T read(String operation, Work<T> work) {
        return reading(operation, session -> session.read(work));
    }

    private <T> T reading(String operation, Work<T> work) {
        try {
            readers.acquire();
            try {
                checkOpen(operation);
                DatabaseSession idle = idleReaders.poll();
                return reading(idle == null ? DatabaseSession.open(file, busyTimeout) : idle, work);
            } finally {
                readers.release();
            }
        } catch (SQLException e) {
            throw SqliteFailures.of(e, file, operation);
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, operation, file);
        }
    }

    /** As {@link #read}, but each statement sees the newest state of the database. Cheaper for a single statement. */
    <T> T query(String operation, Work<T> work) {
        return reading(operation, work);
    }

    boolean isClosed() {
        return closed.get();
    }

    private <T> T reading(DatabaseSession session, Work<T> work) throws SQLException {
        try {
            T result = work.in(session);
            idleReaders.add(session);
            return result;
        } catch (SQLException | RuntimeException e) {
            session.close(); // statements that have failed cannot be used again
            throw e;
        }
    }

    private void checkOpen(String operation) {
        if (closed.get()) {
            throw WeirflowException.of(ErrorKind.FATAL, operation, "the database was closed", file);
        }
    }

    /** Waits for the work under way and closes. Idempotent. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        readers.acquireUninterruptibly(READERS);
        idleReaders.forEach(DatabaseSession::close);
        readers.release(READERS);
        boolean interrupted = false;
        while (true) {
            try {
                DatabaseSession session = writer.take();
                session.close();
                writer.add(session);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
