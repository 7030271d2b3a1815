package io.weirflow.backend.file;

import io.weirflow.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/**
 * The stored form of what is known of some files of a folder: one byte of format id, then for each file the length of its
 * name in UTF-8 (2 bytes), the name, size, time of change, time of status change, inode (8 bytes each, big endian) and the
 * 32 bytes of the digest. In one piece, since a row for each file would cost more to read than the file's status.
 */
final class ObservationFormat {
    private static final byte ID = 1;
    private static final int FIXED_BYTES = Short.BYTES + 4 * Long.BYTES + Digest.SIZE_BYTES;

    private ObservationFormat() {}

    static byte[] encode(Collection<Observation> files) {
        int capacity = 1;
        for (Observation file : files) {
            capacity += FIXED_BYTES + 3 * file.name().length();
        }
        ByteBuffer out = ByteBuffer.allocate(capacity).put(ID);
        for (Observation file : files) {
            byte[] name = file.name().getBytes(StandardCharsets.UTF_8);
            FileStatus status = file.status();
            out.putShort((short) name.length)
                    .put(name)
                    .putLong(status.sizeBytes())
                    .putLong(status.modifiedNanos())
                    .putLong(status.changedNanos())
                    .putLong(status.inode());
            file.digest().putBytes(out.array(), out.position());
            out.position(out.position() + Digest.SIZE_BYTES);
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    /** Adds what was encoded; nothing if a later release wrote it, or if it is damaged: then the files are read again. */
    static void decode(byte[] bytes, Map<String, Observation> files) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (!in.hasRemaining() || in.get() != ID) {
            return;
        }
        while (in.remaining() >= FIXED_BYTES) {
            int length = in.getShort() & 0xffff;
            if (in.remaining() < length + FIXED_BYTES - Short.BYTES) {
                return;
            }
            String name = new String(bytes, in.position(), length, StandardCharsets.UTF_8);
            in.position(in.position() + length);
            FileStatus status =
                    new FileStatus(FileStatus.Type.FILE, in.getLong(), in.getLong(), in.getLong(), in.getLong(), 0);
            files.put(name, new Observation(name, status, Digest.fromBytes(bytes, in.position())));
            in.position(in.position() + Digest.SIZE_BYTES);
        }
    }
}
