package io.weirflow.assertion;

import java.util.Collection;
import java.util.Map;

/** Decides whether a stored result still holds, from what was asserted then and what is asserted now. */
@FunctionalInterface
public interface AssertionPolicy {
    /** Accepts always: assertions are recorded but never compared. */
    AssertionPolicy NEVER = (stored, current) -> true;

    /**
     * Accepts if each key that is asserted now was asserted then with exactly the same properties. Keys that were asserted
     * then and are not now do no harm.
     */
    AssertionPolicy EXACT = AssertionPolicy::holdsExactly;

    /** Tells whether a result with the stored assertions may stand for one with the current ones. */
    boolean holds(Collection<Assertions> stored, Collection<Assertions> current);

    private static boolean holdsExactly(Collection<Assertions> stored, Collection<Assertions> current) {
        for (Assertions now : current) {
            for (Map.Entry<AssertionKey, ? extends Map<String, String>> entry :
                    now.asMap().entrySet()) {
                Map<String, String> then = find(stored, entry.getKey());
                if (then == null || !then.equals(entry.getValue())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static @org.jspecify.annotations.Nullable Map<String, String> find(
            Collection<Assertions> list, AssertionKey key) {
        for (Assertions assertions : list) {
            Map<String, String> properties = assertions.asMap().get(key);
            if (properties != null) {
                return properties;
            }
        }
        return null;
    }
}
