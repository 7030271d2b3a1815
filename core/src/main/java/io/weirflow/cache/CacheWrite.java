package io.weirflow.cache;

import com.google.common.collect.ImmutableList;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.List;

/**
 * A value to be written under one or more keys.
 *
 * @param keys the keys
 * @param value the value
 */
public record CacheWrite(List<Digest> keys, Fileset value) {
    /** Copies the keys. */
    public CacheWrite {
        keys = ImmutableList.copyOf(keys);
    }
}
