package io.weirflow.assertion;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.Map;
import java.util.TreeSet;

/**
 * States what holds now about a subject: the other half of checking stored assertions.
 *
 * <p>Implementations MUST be thread-safe; a call may block on the network and is interruptible.
 */
@FunctionalInterface
public interface AssertionGenerator {
    /**
     * Returns the current assertions about a key, which may have no properties where the subject is gone.
     *
     * @throws WeirflowException if they cannot be found out; of kind NOT_SUPPORTED for a namespace that
     *     this generator does not know
     */
    Assertions generate(AssertionKey key);

    /** Returns a generator that asks the one for the namespace of a key. */
    static AssertionGenerator byNamespace(Map<String, AssertionGenerator> generators) {
        Map<String, AssertionGenerator> byNamespace = Map.copyOf(generators);
        return key -> {
            AssertionGenerator generator = byNamespace.get(key.namespace());
            if (generator == null) {
                throw WeirflowException.of(
                        ErrorKind.NOT_SUPPORTED,
                        "assert",
                        "no assertion generator for namespace " + key.namespace() + ", only for "
                                + new TreeSet<>(byNamespace.keySet()),
                        key.subject());
            }
            return generator.generate(key);
        };
    }
}
