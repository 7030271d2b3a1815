package io.weirflow.eval;

import io.weirflow.assertion.Assertions;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is asked about values again and again, computed once for each large value: many execs may share an input of a million
 * files. Thread-safe.
 */
final class FilesetFacts {
    private static final int LARGE = 16;

    private final IdentityHashMap<Fileset, Facts> known = new IdentityHashMap<>();

    /**
     * What a value is like.
     *
     * @param resolved whether every file is resolved
     * @param asserted the distinct assertions of its files, without empty ones
     */
    record Facts(boolean resolved, Set<Assertions> asserted) {}

    Facts of(Fileset value) {
        boolean large = value.isList() || value.files().size() > LARGE;
        if (!large) {
            return compute(value);
        }
        synchronized (known) {
            Facts facts = known.get(value);
            if (facts != null) {
                return facts;
            }
        }
        Facts facts = compute(value);
        synchronized (known) {
            known.put(value, facts);
        }
        return facts;
    }

    private static Facts compute(Fileset value) {
        boolean[] resolved = {true};
        Set<Assertions> asserted = new LinkedHashSet<>(0);
        value.forEachFile((path, file) -> {
            resolved[0] &= !file.isReference();
            if (!file.assertions().isEmpty()) {
                asserted.add(file.assertions());
            }
        });
        return new Facts(resolved[0], asserted.isEmpty() ? Set.of() : asserted);
    }

    /** Tells whether every file of a value is resolved. */
    boolean isResolved(Fileset value) {
        return of(value).resolved;
    }

    /**
     * Returns the union of the assertions of some values.
     *
     * @throws io.weirflow.base.WeirflowException of kind PRECONDITION if they contradict each other
     */
    Assertions assertions(List<Fileset> values) {
        List<Assertions> all = new ArrayList<>();
        values.forEach(value -> all.addAll(of(value).asserted));
        return all.isEmpty() ? Assertions.NONE : Assertions.merge(all);
    }
}
