package io.weirflow.cache;

import io.weirflow.fileset.Fileset;
import java.util.Optional;

/**
 * How values are looked up.
 *
 * @param format how they are stored
 * @param presence whether the blobs of a value are checked to be there
 * @param acceptance decides whether a stored value may be used
 * @param repairs whether a value that was found is also stored under those of its keys that had no usable entry
 * @param seen the blobs that need not be asked for, and to which those are added that are there; for lookups in the same repository
 */
public record LookupOptions(
        ValueFormat format, Presence presence, Acceptance acceptance, boolean repairs, Optional<SeenBlobs> seen) {
    /** Decides whether a stored value may be used. */
    @FunctionalInterface
    public interface Acceptance {
        /** Accepts every value. */
        Acceptance ALL = (request, value) -> Optional.empty();

        /**
         * Returns why a value may not be used, nothing if it may. Called by the thread that looks up, which it may block.
         *
         * @param request the index of the request in the batch
         * @param value a value found for it; for the same request, several may be offered
         */
        Optional<String> rejection(int request, Fileset value);
    }

    /** Returns options that accept every value in a format, check presence and repair. */
    public static LookupOptions of(ValueFormat format) {
        return new LookupOptions(format, Presence.CHECK, Acceptance.ALL, true, Optional.empty());
    }

    /** Returns these options with another presence policy. */
    public LookupOptions withPresence(Presence value) {
        return new LookupOptions(format, value, acceptance, repairs, seen);
    }

    /** Returns these options with another decision on what may be used. */
    public LookupOptions withAcceptance(Acceptance value) {
        return new LookupOptions(format, presence, value, repairs, seen);
    }

    /** Returns these options with repair on or off. */
    public LookupOptions withRepairs(boolean value) {
        return new LookupOptions(format, presence, acceptance, value, seen);
    }

    /** Returns these options with a memory of blobs, which the lookups share that are given it. */
    public LookupOptions withSeen(SeenBlobs value) {
        return new LookupOptions(format, presence, acceptance, repairs, Optional.of(value));
    }
}
