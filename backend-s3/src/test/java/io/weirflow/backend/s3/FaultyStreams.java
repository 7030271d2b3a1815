package io.weirflow.backend.s3;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.LongAdder;

/** Streams that go wrong, or count. */
final class FaultyStreams {
    private FaultyStreams() {}

    /** Returns a stream with the byte at a place, counted from 0, changed. */
    static InputStream flipping(InputStream in, long place) {
        return new FilterInputStream(in) {
            private long at;

            @Override
            public int read() throws IOException {
                return one(this);
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = in.read(buffer, offset, length);
                if (count > 0) {
                    if (at <= place && place < at + count) {
                        buffer[offset + (int) (place - at)] ^= 1;
                    }
                    at += count;
                }
                return count;
            }
        };
    }

    /** Returns a stream that gives the first 1,000 bytes one by one, then at most 1,000 at a time. */
    static InputStream trickling(InputStream in) {
        return new FilterInputStream(in) {
            private static final int PIECE = 1000;

            private int at;

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = in.read(buffer, offset, Math.min(length, at < PIECE ? 1 : PIECE));
                at += Math.max(count, 0);
                return count;
            }
        };
    }

    /** Returns a stream that breaks behind some bytes. */
    static InputStream resetting(byte[] head) {
        return new FilterInputStream(new ByteArrayInputStream(head)) {
            @Override
            public int read() throws IOException {
                return one(this);
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = in.read(buffer, offset, length);
                if (count < 0) {
                    throw new IOException("the test resets the connection");
                }
                return count;
            }
        };
    }

    /** Returns a stream that adds up how many bytes are read from it. */
    static InputStream counting(InputStream in, LongAdder bytes) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                return one(this);
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = in.read(buffer, offset, length);
                bytes.add(Math.max(count, 0));
                return count;
            }
        };
    }

    private static int one(InputStream in) throws IOException {
        byte[] one = new byte[1];
        return in.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
