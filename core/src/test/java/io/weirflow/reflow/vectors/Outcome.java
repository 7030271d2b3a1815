package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.WeirflowException;
import java.util.concurrent.Callable;

/** Compares what was computed with what the vectors say. */
final class Outcome {
    private Outcome() {}

    /** The computed text, number or flag is the expected one; where Reflow panicked there is a clear error instead. */
    static void same(String what, Json expected, Callable<?> actual) throws Exception {
        if (panics(expected)) {
            fails(what, actual);
        } else {
            assertThat(String.valueOf(actual.call())).as(what).isEqualTo(expected.plainText());
        }
    }

    /** The computed text is one of those that Reflow gave in many runs; where it panicked there is a clear error instead. */
    static void oneOf(String what, Json variants, Callable<String> actual) throws Exception {
        if (panics(variants)) {
            fails(what, actual);
        } else {
            assertThat(actual.call()).as(what).isIn(variants.elements(Json::text));
        }
    }

    /** Tells whether Reflow panicked. */
    static boolean panics(Json expected) {
        return expected.isObject() && expected.has("panic");
    }

    /** The action fails with a clear error. */
    static void fails(String what, Callable<?> action) {
        assertThatThrownBy(action::call).as(what).isInstanceOf(WeirflowException.class);
    }
}
