package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
    @ParameterizedTest
    @CsvSource({
        "ubuntu, ubuntu, docker.io, latest",
        "ubuntu:22.04, ubuntu, docker.io, 22.04",
        "library/ubuntu, library/ubuntu, docker.io, latest",
        "localhost/x, localhost/x, localhost, latest",
        "host:5000/x, host:5000/x, host:5000, latest",
        "host:5000/a/b:1, host:5000/a/b, host:5000, 1",
        "quay.io/a/b@sha256:12, quay.io/a/b, quay.io, sha256:12",
        "quay.io/a/b:1@sha256:12, quay.io/a/b, quay.io, sha256:12",
    })
    void aNameIsTakenApart(String name, String repository, String registry, String version) {
        ImageName parsed = ImageName.parse(name);

        assertThat(parsed.repository()).isEqualTo(repository);
        assertThat(parsed.registry()).isEqualTo(registry);
        assertThat(parsed.version()).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":1", "@sha256:12", "a b", "a@", "a\n", "a:"})
    void whatIsNoNameIsRefused(String name) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> ImageName.parse(name))
                .matches(e -> e.is(ErrorKind.INVALID));
    }
}
