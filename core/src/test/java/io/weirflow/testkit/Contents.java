package io.weirflow.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;

/** Content for tests: bytes that follow from a seed, and streams that behave badly. */
public final class Contents {
    private Contents() {}

    /** Returns bytes that follow from size and seed. */
    public static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed * 31 + size).nextBytes(bytes);
        return bytes;
    }

    /** Returns a stream that gives at most a few bytes for each read, as networks do, and never says how many there are. */
    public static InputStream trickling(byte[] content) {
        return new ByteArrayInputStream(content) {
            private final Random random = new Random(content.length);

            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, length == 0 ? 0 : Math.min(length, 1 + random.nextInt(1000)));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
    }

    /** Returns a stream that gives some bytes and then fails with an {@link IOException}. */
    public static InputStream failing(byte[] head) {
        return ending(head, () -> {
            throw new IOException("the stream was told to fail after " + head.length + " bytes");
        });
    }

    /** What happens at the end of a stream. */
    @FunctionalInterface
    public interface End {
        /** Happens when the reader asks for more than there is. */
        void reached() throws IOException;
    }

    /** Returns a stream that gives some bytes and does something before it reports its end. */
    public static InputStream ending(byte[] head, End end) {
        return new InputStream() {
            private int next;

            @Override
            public int read() throws IOException {
                if (next == head.length) {
                    end.reached();
                    return -1;
                }
                return head[next++] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (length > 0 && next == head.length) {
                    end.reached();
                    return -1;
                }
                int count = Math.min(length, head.length - next);
                System.arraycopy(head, next, buffer, offset, count);
                next += count;
                return count;
            }
        };
    }
}
