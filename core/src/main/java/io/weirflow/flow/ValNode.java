package io.weirflow.flow;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A constant: a fileset, a failure, or a value of the host's own that is known by a digest only. */
public final class ValNode extends Flow {
    private final @Nullable Fileset value;
    private final @Nullable Failure failure;
    private final @Nullable Digest identity;
    private final int mapLevel;

    private ValNode(
            @Nullable Fileset value, @Nullable Failure failure, @Nullable Digest identity, int mapLevel, String ident) {
        super(ImmutableList.of(), ident);
        this.value = value;
        this.failure = failure;
        this.identity = identity;
        this.mapLevel = mapLevel;
    }

    /** Returns a constant fileset. */
    public static ValNode of(Fileset value) {
        return new ValNode(value, null, null, 0, "");
    }

    /** Returns a node that fails when it is evaluated. */
    public static ValNode failed(Failure failure) {
        return new ValNode(null, failure, null, 0, "");
    }

    /** Returns a value that only its digest is known of; it enters keys, and evaluating it is a failure. */
    public static ValNode opaque(Digest identity) {
        return new ValNode(null, null, identity, 0, "");
    }

    /** Returns what stands for the element in the body of a map, an empty fileset, told apart by how deep maps are nested. */
    static ValNode element(int mapLevel) {
        return new ValNode(Fileset.EMPTY, null, null, mapLevel, "");
    }

    /** Returns this node under a name for people. */
    public ValNode named(String name) {
        return new ValNode(value, failure, identity, mapLevel, name);
    }

    /** Returns for what stands for the element of a map how deep that map is nested, from 1; else 0. */
    int mapLevel() {
        return mapLevel;
    }

    /** Returns the fileset. */
    public Optional<Fileset> value() {
        return Optional.ofNullable(value);
    }

    /** Returns the failure. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns the digest of an opaque value. */
    public Optional<Digest> identity() {
        return Optional.ofNullable(identity);
    }

    @Override
    public String op() {
        return "val";
    }
}
