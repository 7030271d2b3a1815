package io.weirflow.reflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.BloomLiveSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BloomJsonTest {
    /** Written by Reflow for the digests of {@code baz} and {@code blah}. */
    private static final String GOLDEN = "{\"m\":64,\"k\":2,\"b\":\"AAAAAAAAAEAAAIAAAAIABQ==\"}";

    @Test
    void aFilterOfReflowIsReadAndWritten() {
        BloomLiveSet set = BloomJson.read(GOLDEN);
        assertThat(set.contains(Digest.of("baz"))).isTrue();
        assertThat(set.contains(Digest.of("blah"))).isTrue();
        assertThat(set.contains(Digest.of("foo"))).isFalse();
        assertThat(set.contains(Digest.of("bar"))).isFalse();
        assertThat(BloomJson.write(set)).isEqualTo(GOLDEN);
    }

    @Test
    void aFilterComesBackAsItWas() {
        BloomLiveSet set = BloomLiveSet.builder(500, 1e-6)
                .add(Digest.of("x"))
                .add(Digest.of("y"))
                .build();
        BloomLiveSet back = BloomJson.read(BloomJson.write(set));
        assertThat(back.words()).isEqualTo(set.words());
        assertThat(back.bits()).isEqualTo(set.bits());
        assertThat(back.hashes()).isEqualTo(set.hashes());
    }

    @Test
    void malformedFiltersAreRefused() {
        for (String json : List.of(
                "",
                "{}",
                "[]",
                "{\"m\":64,\"k\":2}",
                "{\"m\":64,\"k\":2,\"b\":\"!\"}",
                "{\"m\":64,\"k\":2,\"b\":\"AAAA\"}",
                GOLDEN.replace("64", "65"),
                GOLDEN.replace("64", "-64"),
                GOLDEN.replace("\"k\":2", "\"k\":0"),
                GOLDEN.substring(0, GOLDEN.length() - 1))) {
            assertThatThrownBy(() -> BloomJson.read(json))
                    .as(json)
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
        }
    }
}
