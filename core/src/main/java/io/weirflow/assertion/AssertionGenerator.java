package io.weirflow.assertion;

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
     * @throws io.weirflow.base.WeirflowException if they cannot be found out; of kind NOT_SUPPORTED for a namespace that
     *     this generator does not know
     */
    Assertions generate(AssertionKey key);
}
