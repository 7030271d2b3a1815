package io.weirflow.flow;

import io.weirflow.digest.Digest;
import io.weirflow.digest.FramedEncoder;
import org.jspecify.annotations.Nullable;

/** One encoder a thread, lent out for one key at a time. */
final class Encoders {
    private static final ThreadLocal<@Nullable FramedEncoder> IDLE = new ThreadLocal<>();

    private Encoders() {}

    /** Returns an encoder that is at its start. */
    static FramedEncoder take() {
        FramedEncoder encoder = IDLE.get();
        IDLE.set(null);
        return encoder == null ? new FramedEncoder() : encoder;
    }

    /** Returns the digest of what was encoded and keeps the encoder. An encoder that is not given back is lost, not harmful. */
    static Digest finish(FramedEncoder encoder) {
        Digest digest = encoder.finish();
        IDLE.set(encoder);
        return digest;
    }
}
