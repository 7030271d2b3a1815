package io.weirflow.eval;

import io.weirflow.assertion.Assertions;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

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

    private static final Facts PLAIN = new Facts(true, Set.of());

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
        Scan scan = new Scan();
        value.forEachFile(scan);
        return scan.resolved && scan.asserted.isEmpty() ? PLAIN : new Facts(scan.resolved, scan.asserted);
    }

    /** Looks at files one after the other. */
    private static final class Scan implements BiConsumer<String, File> {
        private boolean resolved = true;
        private Set<Assertions> asserted = Set.of();

        @Override
        public void accept(String path, File file) {
            resolved &= !file.isReference();
            if (!file.assertions().isEmpty()) {
                asserted = asserted.isEmpty() ? new LinkedHashSet<>() : asserted;
                asserted.add(file.assertions());
            }
        }
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
        List<Assertions> all = new ArrayList<>(0);
        for (int i = 0; i < values.size(); i++) {
            all.addAll(of(values.get(i)).asserted);
        }
        return all.isEmpty() ? Assertions.NONE : Assertions.merge(all);
    }
}
