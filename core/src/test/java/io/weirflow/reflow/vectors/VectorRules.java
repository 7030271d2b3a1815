package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.reflow.ReflowDigest;
import java.util.List;
import java.util.regex.Pattern;

/** The deliberate differences from Reflow. */
public final class VectorRules {
    private static final Pattern OVERLONG = Pattern.compile("(?i)(sha256:)?[0-9a-f]{66,}");

    /** All rules. */
    public static final List<VectorRule> ALL = List.of(new VectorRule(
            "over-long digests are refused",
            "Reflow reads more hexadecimal digits than the hash function has bytes for, into a digest that prints "
                    + "like another one but does not equal it. Here it is an error.",
            VectorRules::parsesAnOverlongDigest,
            VectorRules::refusesToParse));

    private VectorRules() {}

    private static boolean parsesAnOverlongDigest(VectorCase vector) {
        return vector.suite().equals("digest")
                && vector.in().isText()
                && OVERLONG.matcher(vector.in().text()).matches()
                && vector.out().flag("ok");
    }

    private static void refusesToParse(VectorCase vector) {
        String text = vector.in().text();
        assertThatThrownBy(() -> {
                    if (vector.kind().equals("parse")) {
                        ReflowDigest.parse(text);
                    } else {
                        ReflowDigest.parseSha256(text);
                    }
                })
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
    }
}
