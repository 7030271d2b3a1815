package io.weirflow.resource;

import com.google.common.math.IntMath;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;

/**
 * What a graph of work needs: at least {@code min} at once, and for full parallelism up to {@code 1 + width} times that.
 *
 * @param min what the largest single piece needs
 * @param width how many further pieces could run beside it; not negative
 */
public record Requirements(Resources min, int width) {
    /** No requirements. */
    public static final Requirements NONE = new Requirements(Resources.NONE, 0);

    /** Checks the width. */
    public Requirements {
        if (width < 0) {
            throw WeirflowException.of(ErrorKind.INVALID, "requirements", "a width is not negative", width);
        }
    }

    /** Returns what full parallelism needs: the minimum times {@code 1 + width}. */
    public Resources max() {
        return min.times(1.0 + width);
    }

    /** Returns the requirements of this followed by a piece of work, one after the other. */
    public Requirements addSerial(Resources piece) {
        return new Requirements(min.max(piece), width);
    }

    /** Returns the requirements of this beside a piece of work, at the same time. */
    public Requirements addParallel(Resources piece) {
        return new Requirements(min.max(piece), min.isEmpty() ? width : width + 1);
    }

    /** Returns the requirements of both: the larger amounts, the sum of the widths or else the largest number. */
    public Requirements plus(Requirements other) {
        return new Requirements(min.max(other.min), IntMath.saturatedAdd(width, other.width));
    }
}
