package io.weirflow.backend.s3;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Bytes as what is uploaded. */
final class ArraySource implements PartSource {
    private final byte[] content;

    ArraySource(byte[] content) {
        this.content = content;
    }

    @Override
    public long sizeBytes() {
        return content.length;
    }

    @Override
    public InputStream open(long begin, long length) {
        return new ByteArrayInputStream(content, (int) begin, (int) length);
    }

    @Override
    public void checkUnchanged() {}
}
