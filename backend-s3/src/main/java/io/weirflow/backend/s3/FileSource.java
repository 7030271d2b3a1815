package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;

/** A local file as what is uploaded. It must not change meanwhile; if its size or time do, that is noticed. */
final class FileSource implements PartSource {
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path path;
    private final long sizeBytes;
    private final FileTime modified;

    private FileSource(Path path, long sizeBytes, FileTime modified) {
        this.path = path;
        this.sizeBytes = sizeBytes;
        this.modified = modified;
    }

    /** Looks at a file; fails with kind NOT_EXIST if there is none. */
    static FileSource of(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw WeirflowException.of(ErrorKind.INVALID, "put", "this is not a file", path);
            }
            return new FileSource(path, attributes.size(), attributes.lastModifiedTime());
        } catch (IOException e) {
            throw Streams.failure(e, "put", path);
        }
    }

    /** Reads the whole file. */
    byte[] read() {
        try {
            byte[] content = Files.readAllBytes(path);
            if (content.length != sizeBytes) {
                throw changed();
            }
            return content;
        } catch (IOException e) {
            throw Streams.failure(e, "put", path);
        }
    }

    /** Reads the whole file, and returns its digest. */
    Digest digest() {
        MessageDigest sha = PartReader.sha256();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sha.update(buffer, 0, count);
            }
        } catch (IOException e) {
            throw Streams.failure(e, "put", path);
        }
        return Digest.fromBytes(sha.digest());
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public InputStream open(long begin, long length) {
        try {
            return new FileStretch(FileChannel.open(path, StandardOpenOption.READ), begin, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void checkUnchanged() {
        FileSource now = of(path);
        if (now.sizeBytes != sizeBytes || !now.modified.equals(modified)) {
            throw changed();
        }
    }

    private WeirflowException changed() {
        return WeirflowException.of(
                ErrorKind.PRECONDITION, "put", "the file was changed while it was read; nothing was stored", path);
    }
}
