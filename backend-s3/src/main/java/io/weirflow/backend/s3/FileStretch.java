package io.weirflow.backend.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A stretch of a file, which can be read again after {@link #reset} as the SDK wants to, without keeping it in memory. */
final class FileStretch extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long position;
    private long mark;

    /** Takes a channel over, which is closed with this. */
    FileStretch(FileChannel channel, long begin, long length) {
        this.channel = channel;
        this.position = begin;
        this.mark = begin;
        this.end = begin + length;
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
        if (position == end) {
            return -1;
        }
        int wanted = (int) Math.min(length, end - position);
        int count = channel.read(ByteBuffer.wrap(buffer, offset, wanted), position);
        position += Math.max(count, 0);
        return count;
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(int limit) {
        mark = position;
    }

    @Override
    public synchronized void reset() {
        position = mark;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
