package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.testkit.ManualTicker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How images are found, pulled and told apart, at a registry on this machine. */
@ExtendWith(TestEngine.class)
class DockerPullTest {
    @TempDir
    Path folder;

    private final MemoryRepository repository = MemoryRepository.create();
    private final ManualTicker ticker = new ManualTicker();
    private final List<Duration> pauses = new ArrayList<>();
    private TestRegistry registry;
    private String image;

    @BeforeEach
    void startRegistry() throws Exception {
        registry = new TestRegistry();
        image = registry.host() + "/app:1";
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
        TestEngine.client().listImagesCmd().withShowAll(true).exec().stream()
                .filter(found -> String.join(" ", orNone(found.getRepoTags())).contains(registry.host())
                        || String.join(" ", orNone(found.getRepoDigests())).contains(registry.host()))
                .forEach(found -> TestEngine.client()
                        .removeImageCmd(found.getId())
                        .withForce(true)
                        .exec());
    }

    private static String[] orNone(String[] names) {
        return names == null ? new String[0] : names;
    }

    private String publish(String version) throws Exception {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return registry.publish("1", version, architecture);
    }

    private DockerExecutor.Builder builder() {
        return TestEngine.executor(folder.resolve("x"), repository)
                .dockerConfig(folder.resolve("config"))
                .imageMemory(Duration.ofSeconds(10))
                .ticker(ticker)
                .sleeper(pauses::add);
    }

    private void assertFails(ErrorKind kind) {
        try (Executor executor = builder().open()) {
            assertThatExceptionOfType(WeirflowException.class)
                    .isThrownBy(() -> executor.environment(image))
                    .matches(e -> e.is(kind), "is of kind " + kind);
        }
    }

    private void assertPulls(String id) {
        try (Executor executor = builder().open()) {
            assertThat(executor.environment(image)).isEqualTo("docker:" + id);
        }
    }

    private String run(Executor executor, String environment) {
        Exec exec = executor.put(
                Digest.of("run in " + environment),
                ExecConfig.exec("cat /version > $out")
                        .image(image)
                        .environment(environment)
                        .build());
        exec.await();
        return new String(repository.read(exec.result().fileset().file().id()), StandardCharsets.UTF_8).strip();
    }

    @Test
    void anImageThatIsMissingIsPulledOnce() throws Exception {
        String id = publish("one");
        try (Executor executor = builder().open()) {
            assertThat(executor.environment(image)).isEqualTo("docker:" + id);
            int asked = registry.requests();
            assertThat(executor.environment(image)).isEqualTo("docker:" + id);
            ticker.advance(Duration.ofMinutes(1));
            assertThat(executor.environment(image)).isEqualTo("docker:" + id);
            assertThat(run(executor, "")).isEqualTo("one");

            assertThat(registry.requests()).isEqualTo(asked).isPositive();
        }
    }

    @Test
    void aTagThatIsMovedIsAnotherEnvironmentAndWhatWasKeyedBeforeRunsAsKeyed() throws Exception {
        publish("one");
        try (Executor executor = builder().pull(PullPolicy.ALWAYS).open()) {
            String before = executor.environment(image);
            publish("two");
            assertThat(executor.environment(image)).isEqualTo(before);
            ticker.advance(Duration.ofSeconds(11));
            String after = executor.environment(image);

            assertThat(after).isNotEqualTo(before);
            assertThat(run(executor, after)).isEqualTo("two");
            assertThat(run(executor, before)).isEqualTo("one");
            TestEngine.client()
                    .removeImageCmd(before.substring("docker:".length()))
                    .withForce(true)
                    .exec();
            executor.remove(Digest.of("run in " + before));
            assertThatExceptionOfType(WeirflowException.class)
                    .isThrownBy(() -> run(executor, before))
                    .matches(e -> e.is(ErrorKind.PRECONDITION))
                    .withMessageContaining("evaluate again");
        }
    }

    @Test
    void aPullIsTriedAgainLaterAndLater() throws Exception {
        String id = publish("one");
        registry.fail(2);
        assertPulls(id);

        assertThat(pauses).isNotEmpty().first().isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aPullThatFailsForLongIsGivenUp() throws Exception {
        publish("one");
        registry.fail(1000);
        assertFails(ErrorKind.UNAVAILABLE);

        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofMillis(1500),
                        Duration.ofMillis(2250),
                        Duration.ofMillis(3375),
                        Duration.ofNanos(5_062_500_000L));
    }

    @Test
    void whatTheRegistryDoesNotHaveIsNotAskedForAgain() {
        assertFails(ErrorKind.NOT_EXIST);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aRegistryThatDoesNotAnswerIsAFailureOfTheNetwork() {
        registry.close();
        assertFails(ErrorKind.NET);
        assertThat(pauses).isEmpty();
    }

    @Test
    void credentialsComeFromDockersConfiguration() throws Exception {
        String id = publish("one");
        registry.require("user", "pass:word");
        assertFails(ErrorKind.NOT_ALLOWED);

        configure("{\"auths\":{\"" + registry.host() + "\":{\"auth\":\""
                + Base64.getEncoder().encodeToString("user:wrong".getBytes(StandardCharsets.UTF_8)) + "\"}}}");
        assertFails(ErrorKind.NOT_ALLOWED);

        configure("{\"auths\":{\"http://" + registry.host() + "/v1/\":{\"auth\":\""
                + Base64.getEncoder().encodeToString("user:pass:word".getBytes(StandardCharsets.UTF_8)) + "\"}}}");
        assertPulls(id);
    }

    private void configure(String json) throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("config")).resolve("config.json"), json);
    }

    @Test
    void credentialsComeFromHelpers() throws Exception {
        String id = publish("one");
        registry.require("user", "secret");
        Path helpers = Files.createDirectory(folder.resolve("helpers"));
        Path helper = Files.writeString(
                helpers.resolve("docker-credential-test"),
                "#!/bin/sh\nread -r host\n[ \"$1 $host\" = 'get " + registry.host() + "' ] || exit 1\n"
                        + "echo '{\"ServerURL\":\"x\",\"Username\":\"user\",\"Secret\":\"secret\"}'\n");
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        RegistryCredentials credentials =
                new RegistryCredentials(folder.resolve("config"), new CredentialHelper(List.of(helpers)));
        Engine engine = Engine.connect(java.util.Optional.of(TestEngine.host()), 4, Duration.ofSeconds(10));
        try {
            ImagePuller puller = new ImagePuller(engine, credentials, pauses::add);
            Images images = new Images(engine, puller, PullPolicy.IF_MISSING, Duration.ofSeconds(1), ticker);
            configure("{\"credHelpers\":{\"" + registry.host() + "\":\"test\"}}");

            assertThat(images.resolve(image)).isEqualTo(id);
        } finally {
            engine.close();
        }
    }
}
