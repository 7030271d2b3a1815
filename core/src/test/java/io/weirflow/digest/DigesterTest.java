package io.weirflow.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DigesterTest {
    @Property
    void howTheContentIsCutIntoPiecesDoesNotMatter(@ForAll @Size(max = 40) List<@Size(max = 300) byte[]> pieces) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Digester digester = new Digester();
        for (byte[] piece : pieces) {
            whole.writeBytes(piece);
            digester.update(piece);
        }
        assertThat(digester.finish()).isEqualTo(Digest.of(whole.toByteArray()));
    }

    @Property
    void textsAddTheirUtf8Bytes(@ForAll String text) {
        assertThat(new Digester().update((byte) 1).updateUtf8(text).finish())
                .isEqualTo(new Digester()
                        .update((byte) 1)
                        .update(text.getBytes(StandardCharsets.UTF_8))
                        .finish());
    }

    @Test
    void longTextsAndArraysAreDigestedInFull() {
        String text = "x".repeat(5000);
        assertThat(new Digester().updateUtf8(text).finish()).isEqualTo(Digest.of(text));
    }

    @Test
    void nestedComputationsDoNotMix() {
        Digest[] inner = new Digest[1];
        Digest outer = Digester.compute(digester -> {
            digester.updateUtf8("a");
            inner[0] = Digester.compute(nested -> nested.updateUtf8("inner"));
            digester.updateUtf8("b");
        });
        assertThat(outer).isEqualTo(Digest.of("ab"));
        assertThat(inner[0]).isEqualTo(Digest.of("inner"));
    }

    @Test
    void aFailedComputationLeavesNothingBehind() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Digester.compute(digester -> {
                    digester.updateUtf8("x".repeat(3000));
                    throw new IllegalStateException("stop");
                }));
        assertThat(Digester.compute(digester -> digester.updateUtf8("a"))).isEqualTo(Digest.of("a"));
    }
}
