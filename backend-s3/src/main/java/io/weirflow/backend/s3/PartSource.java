package io.weirflow.backend.s3;

import java.io.InputStream;

/** Content that can be read at any place, and again. */
interface PartSource {
    long sizeBytes();

    /** Opens a stretch of the content; whoever opened it closes it. */
    InputStream open(long begin, long length);

    /** Fails with kind PRECONDITION if the content was changed meanwhile, as far as that can be told. */
    void checkUnchanged();
}
