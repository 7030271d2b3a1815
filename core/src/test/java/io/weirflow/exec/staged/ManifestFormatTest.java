package io.weirflow.exec.staged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.OutputSpec;
import io.weirflow.exec.Profile;
import io.weirflow.exec.Result;
import io.weirflow.exec.Stats;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.resource.Resources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ManifestFormatTest {
    private static final Fileset FILES =
            Fileset.list(List.of(Fileset.of(File.resolved(Digest.of("x"), 1)), Fileset.EMPTY));
    private static final Instant NOW = Instant.parse("2026-11-22T12:13:14.123456789Z");

    private static Manifest manifest() {
        ExecConfig config = ExecConfig.exec("cat %s > %s \"é\u0000\"")
                .ident("ident")
                .image("image")
                .originalImage("original")
                .args(List.of(new Arg.Input(FILES), new Arg.Output(1)))
                .outputs(List.of(new OutputSpec("a", false, true), new OutputSpec("", true, false)))
                .resources(Resources.of(1.5, 1L << 33))
                .env(Map.of("A", "b\n\"c\""))
                .secretEnv(Map.of("TOKEN", "s3cr3t"))
                .timeout(Duration.ofMillis(1500))
                .needsAwsCredentials(true)
                .needsDockerAccess(true)
                .build();
        return new Manifest(Digest.of("id"), "token", NOW, config, "cat x > y");
    }

    @Test
    void aManifestIsReadBackWithoutItsSecrets() {
        Manifest read = ManifestFormat.read(ManifestFormat.write(manifest()));

        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("config.secretEnv")
                .isEqualTo(manifest());
        assertThat(read.config().secretEnv()).isEqualTo(Map.of("TOKEN", ""));
        assertThat(new String(ManifestFormat.write(manifest()), StandardCharsets.UTF_8))
                .doesNotContain("s3cr3t");
    }

    @Test
    void internsAndExternsAreReadBack() {
        for (ExecConfig config : List.of(
                ExecConfig.intern("mem://a/b").build(),
                ExecConfig.extern("mem://a/b")
                        .args(List.of(new Arg.Input(FILES)))
                        .build())) {
            Manifest manifest = new Manifest(Digest.of("id"), "", NOW, config, "");

            assertThat(ManifestFormat.read(ManifestFormat.write(manifest)))
                    .usingRecursiveComparison()
                    .isEqualTo(manifest);
        }
    }

    private static List<Outcome> outcomes() {
        Failure cause = new Failure(ErrorKind.NOT_EXIST, "open", List.of("a", "b"), "no such", Optional.empty());
        Profile profile = new Profile(Map.of("cpu", new Stats(2, 1.25, 0.5, 7, NOW, NOW.plusSeconds(1))));
        return List.of(
                new Outcome(Optional.of(NOW), Optional.of(NOW), OptionalInt.of(0), Result.of(FILES), profile),
                new Outcome(
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Result.failed(cause.wrap(ErrorKind.EXEC, "exec", "id")),
                        Profile.EMPTY));
    }

    @Test
    void anOutcomeIsReadBack() {
        for (Outcome outcome : outcomes()) {
            assertThat(OutcomeFormat.read(OutcomeFormat.write(outcome))).isEqualTo(outcome);
        }
    }

    @Test
    void whatIsCutOffAnywhereIsRefused() {
        byte[] manifest = ManifestFormat.write(manifest());
        for (int length = 0; length < manifest.length; length++) {
            byte[] cut = Arrays.copyOf(manifest, length);
            assertThatExceptionOfType(WeirflowException.class)
                    .isThrownBy(() -> ManifestFormat.read(cut))
                    .matches(e -> e.is(ErrorKind.INTEGRITY));
        }
        for (Outcome outcome : outcomes()) {
            byte[] bytes = OutcomeFormat.write(outcome);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatExceptionOfType(WeirflowException.class)
                        .isThrownBy(() -> OutcomeFormat.read(cut))
                        .matches(e -> e.is(ErrorKind.INTEGRITY));
            }
        }
    }

    @Test
    void anotherFormatIsRefused() {
        byte[] later = new String(ManifestFormat.write(manifest()), StandardCharsets.UTF_8)
                .replace("weirflow-exec-1", "weirflow-exec-2")
                .getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> ManifestFormat.read(later))
                .withMessageContaining("weirflow-exec-2");
    }
}
