package io.weirflow.flow;

import io.weirflow.digest.Digest;
import io.weirflow.digest.FramedEncoder;
import org.jspecify.annotations.Nullable;

/** One encoder a thread, lent out to one user at a time. One that is not given back is lost, not harmful. */
final class Encoders {
    private static final ThreadLocal<@Nullable FramedEncoder> IDLE = new ThreadLocal<>();

    private Encoders() {}

    /** Returns an encoder that is at its start. */
    static FramedEncoder take() {
        FramedEncoder encoder = IDLE.get();
        if (encoder == null) {
            return new FramedEncoder();
        }
        IDLE.set(null);
        return encoder;
    }

    /** Keeps an encoder that is at its start. */
    static void giveBack(FramedEncoder encoder) {
        IDLE.set(encoder);
    }

    /** Returns the digest of what was encoded and keeps the encoder. */
    static Digest finish(FramedEncoder encoder) {
        Digest digest = encoder.finish();
        giveBack(encoder);
        return digest;
    }
}
