package io.weirflow.eval.random;

/**
 * One node of a random graph. Numbers are taken modulo what there is to choose from, so that every list of steps describes a
 * graph, and so does every list that is left of it when a failing example is made smaller.
 *
 * @param kind what the node does
 * @param variant which expression, command or body
 * @param first the first input, counted back from this step
 * @param second another input, where there are two
 */
record Step(Kind kind, int variant, int first, int second) {
    enum Kind {
        /** A command on one input. */
        EXEC,
        /** A command on two inputs. */
        JOIN,
        /** A command without inputs. */
        START,
        INTERN,
        VAL,
        FAILED_VAL,
        DATA,
        GROUPBY,
        COLLECT,
        MERGE,
        PULLUP,
        COERCE,
        REQUIREMENTS,
        JAVA,
        MAP,
        K,
        KCTX;

        boolean isLeaf() {
            return this == START || this == INTERN || this == VAL || this == FAILED_VAL || this == DATA;
        }
    }

    /** Returns which of the steps before the one at an index is an input. */
    static int input(int index, int number) {
        return index - 1 - Math.floorMod(number, index);
    }

    /** Returns this, or for the first step, which has no inputs, a step without. */
    Step at(int index) {
        return index == 0 && !kind.isLeaf() ? new Step(Kind.START, variant, 0, 0) : this;
    }

    /** Returns the element of a list that the variant chooses. */
    <T> T choose(java.util.List<T> list) {
        return list.get(Math.floorMod(variant, list.size()));
    }
}
