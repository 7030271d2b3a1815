package io.weirflow.flow;

/**
 * What stands for one {@code %s} of an exec's command.
 *
 * @param output whether it is an output
 * @param index the index of the dependency, or of the output
 */
public record ArgSlot(boolean output, int index) {
    /** Returns the slot of a dependency. */
    public static ArgSlot input(int index) {
        return new ArgSlot(false, index);
    }

    /** Returns the slot of an output. */
    public static ArgSlot output(int index) {
        return new ArgSlot(true, index);
    }
}
