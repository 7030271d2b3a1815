package io.weirflow.testkit;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.Repository;
import io.weirflow.repository.VerifyingInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * A repository on which operations fail as told by {@link Faults}. It keeps the contract: content that is damaged on the way is
 * found out by its readers. {@code read} and the default {@code materialize} count as {@code open}.
 */
public final class FaultyRepository implements Repository {
    private final Repository inner;
    private final Faults faults;

    /** Wraps a repository. */
    public FaultyRepository(Repository inner, Faults faults) {
        this.inner = inner;
        this.faults = faults;
    }

    @Override
    public Optional<URI> uri() {
        return inner.uri();
    }

    @Override
    public long size(Digest digest) {
        return faults.run("size", () -> inner.size(digest));
    }

    @Override
    public Set<Digest> missing(Collection<Digest> digests) {
        return faults.run("missing", () -> inner.missing(digests));
    }

    @Override
    public InputStream open(Digest digest) {
        return faults.run("open", damage -> {
            InputStream in = inner.open(digest);
            return damage == null ? in : new VerifyingInputStream(new DamagedStream(in, damage), digest);
        });
    }

    @Override
    public Digest put(InputStream content) {
        return faults.run("put", () -> inner.put(content));
    }

    @Override
    public File putFile(Path path) {
        return faults.run("putFile", () -> inner.putFile(path));
    }

    @Override
    public boolean readFrom(URI source, Digest digest) {
        return faults.run("readFrom", () -> inner.readFrom(source, digest));
    }

    @Override
    public boolean writeTo(URI target, Digest digest) {
        return faults.run("writeTo", () -> inner.writeTo(target, digest));
    }

    @Override
    public void flush() {
        faults.run("flush", inner::flush);
    }

    @Override
    public CollectSummary collect(CollectPolicy policy) {
        return faults.run("collect", () -> inner.collect(policy));
    }

    /** Damages content below the verification. The wrapped stream verifies the true content, which does no harm. */
    private static final class DamagedStream extends FilterInputStream {
        private final Faults.Damage damage;
        private long position;

        DamagedStream(InputStream in, Faults.Damage damage) {
            super(in);
            this.damage = damage;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int limit = length;
            if (damage instanceof Faults.Damage.Truncated truncated) {
                limit = (int) Math.min(length, truncated.bytes() - position);
                if (limit <= 0) {
                    return length == 0 ? 0 : -1;
                }
            }
            int count = in.read(buffer, offset, limit);
            if (damage instanceof Faults.Damage.Flipped flipped) {
                long index = flipped.position() - position;
                if (index >= 0 && index < count) {
                    buffer[offset + (int) index] ^= 1;
                }
            }
            position += Math.max(count, 0);
            return count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
