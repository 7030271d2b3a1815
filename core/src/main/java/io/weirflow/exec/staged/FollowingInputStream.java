package io.weirflow.exec.staged;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A file that is still being written, read until whoever writes it has ended. Not thread-safe. */
final class FollowingInputStream extends InputStream {
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** The end of the writer. */
    interface Ending {
        /** Waits for it, at most for a time, and tells whether it has come. */
        boolean await(Duration limit) throws InterruptedException;
    }

    private final Path file;
    private final Ending ending;
    private @Nullable InputStream in;
    private boolean ended;

    FollowingInputStream(Path file, Ending ending) {
        this.file = file;
        this.ending = ending;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            boolean last = ended;
            int count = readNow(buffer, offset, length);
            if (count > 0 || last) {
                return count;
            }
            await();
        }
    }

    private int readNow(byte[] buffer, int offset, int length) throws IOException {
        if (in == null) {
            try {
                in = Files.newInputStream(file);
            } catch (NoSuchFileException e) {
                return -1;
            }
        }
        return in.read(buffer, offset, length);
    }

    private void await() throws IOException {
        try {
            ended = ending.await(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while following " + file);
        }
    }

    @Override
    public int available() throws IOException {
        return in == null ? 0 : in.available();
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
        }
    }
}
