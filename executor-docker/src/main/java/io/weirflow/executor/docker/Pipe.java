package io.weirflow.executor.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Bytes from one thread to another. Unlike the JDK's piped streams it does not mind which threads these are. One thread may write and
 * one read at a time.
 */
final class Pipe {
    private static final int MOST_PIECES = 256;
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(MOST_PIECES);
    private volatile boolean writerDone;
    private volatile boolean readerDone;

    /** Hands bytes over, waiting while the reader is far behind; dropped if nobody reads any more. */
    void write(byte[] bytes) throws InterruptedException {
        if (bytes.length > 0) {
            while (!readerDone && !writerDone && !pieces.offer(bytes, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                // the reader is behind
            }
        }
    }

    /** Lets the reader come to the end after what was written. */
    void end() {
        writerDone = true;
    }

    OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                if (readerDone || writerDone) {
                    throw new IOException("closed");
                }
                try {
                    Pipe.this.write(Arrays.copyOfRange(buffer, offset, offset + length));
                } catch (InterruptedException e) {
                    throw interrupted();
                }
            }

            @Override
            public void close() {
                end();
            }
        };
    }

    InputStream in() {
        return new InputStream() {
            private byte[] current = {};
            private int at;

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
                if (at == current.length && !next()) {
                    return -1;
                }
                int count = Math.min(length, current.length - at);
                System.arraycopy(current, at, buffer, offset, count);
                at += count;
                return count;
            }

            private boolean next() throws IOException {
                try {
                    while (true) {
                        boolean last = writerDone;
                        byte[] piece = last ? pieces.poll() : pieces.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                        if (piece != null) {
                            current = piece;
                            at = 0;
                            return true;
                        }
                        if (last || readerDone) {
                            return false;
                        }
                    }
                } catch (InterruptedException e) {
                    throw interrupted();
                }
            }

            @Override
            public int available() {
                return current.length - at;
            }

            @Override
            public void close() {
                readerDone = true;
                pieces.clear();
            }
        };
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }
}
