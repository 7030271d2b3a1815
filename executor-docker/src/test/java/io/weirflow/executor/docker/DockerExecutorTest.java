package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Arg;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.exec.LogStream;
import io.weirflow.exec.OutputSpec;
import io.weirflow.exec.Profile;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.resource.Resources;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a container is: what it sees, what it may do and use. */
@ExtendWith(TestEngine.class)
class DockerExecutorTest {
    @TempDir
    Path folder;

    private final MemoryRepository repository = MemoryRepository.create();

    private DockerExecutor.Builder builder() {
        return TestEngine.executor(folder.resolve("x"), repository);
    }

    private static Exec run(Executor executor, ExecConfig.Builder config) {
        ExecConfig built = config.build();
        Exec exec = executor.put(Digest.of(built.command()), built);
        exec.await();
        return exec;
    }

    private String output(Executor executor, ExecConfig.Builder config) {
        Exec exec = run(executor, config);
        assertThat(exec.result().failure()).isEmpty();
        return new String(repository.read(exec.result().fileset().file().id()), StandardCharsets.UTF_8).strip();
    }

    private String output(Executor executor, String command) {
        return output(executor, ExecConfig.exec(command + " > $out"));
    }

    private static WeirflowException assertFails(ErrorKind kind, Runnable call) {
        var thrown = assertThatExceptionOfType(WeirflowException.class).isThrownBy(call::run);
        thrown.matches(e -> e.is(kind), "is of kind " + kind);
        WeirflowException[] caught = new WeirflowException[1];
        thrown.satisfies(e -> caught[0] = e);
        return caught[0];
    }

    /** Starts a command that says that it runs, and waits for that. */
    private static Exec start(Executor executor, ExecConfig.Builder config) throws Exception {
        ExecConfig built = config.build();
        Exec exec = executor.put(Digest.of(built.command()), built);
        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(exec.logs(LogStream.STDOUT, true), StandardCharsets.UTF_8))) {
            assertThat(log.readLine()).isEqualTo("ready");
        }
        return exec;
    }

    private InspectContainerResponse inspect(Exec exec) throws Exception {
        String name = "weirflow-" + Labels.executor(folder.resolve("x").toRealPath()) + "-"
                + exec.id().hex();
        return TestEngine.client().inspectContainerCmd(name).exec();
    }

    @Test
    void aContainerIsNamedLabelledAndHardened() throws Exception {
        Fileset input = Fileset.of(File.resolved(repository.put(new byte[] {'x'}), 1));
        try (Executor executor = builder().open()) {
            Exec exec = start(
                    executor,
                    ExecConfig.exec("echo ready; sleep 1000 # %s")
                            .ident("my exec")
                            .args(List.of(new Arg.Input(input)))
                            .secretEnv(Map.of("TOKEN", "s3cr3t"))
                            .resources(Resources.of(0.5, 64L << 20)));
            InspectContainerResponse container = inspect(exec);
            HostConfig host = container.getHostConfig();

            assertThat(container.getConfig().getLabels())
                    .containsEntry(Labels.EXEC, exec.id().hex())
                    .containsEntry(Labels.IDENT, "my exec")
                    .containsEntry(
                            Labels.FOLDER, folder.resolve("x").toRealPath().toString());
            assertThat(host.getReadonlyRootfs()).isTrue();
            assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
            assertThat(host.getSecurityOpts()).contains("no-new-privileges");
            assertThat(host.getPrivileged()).isFalse();
            assertThat(host.getNetworkMode()).isEqualTo("none");
            assertThat(host.getMemory()).isEqualTo(64L << 20);
            assertThat(host.getMemorySwap()).isEqualTo(64L << 20);
            assertThat(host.getNanoCPUs()).isEqualTo(500_000_000);
            assertThat(host.getPidsLimit()).isEqualTo(8192);
            assertThat(container.getMounts()).allSatisfy(mount -> {
                boolean writable = Set.of("/tmp", "/return", "/weirflow/stdout", "/weirflow/stderr", "/weirflow/status")
                        .contains(mount.getDestination().getPath());
                assertThat(mount.getRW()).as("%s", mount.getDestination()).isEqualTo(writable);
                assertThat(mount.getSource()).startsWith(folder.toRealPath().toString());
            });
            assertThat(container.toString()).doesNotContain("s3cr3t");
            assertThat(String.join(" ", container.getConfig().getEnv())).doesNotContain("TOKEN");
        }
    }

    @Test
    void aCommandHasNoPrivilegesNoNetworkAndNoWayToChangeWhatIsNotItsOwn() {
        try (Executor executor = builder().open()) {
            assertThat(output(executor, "grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status | tr -d '\\t'"))
                    .isEqualTo("CapBnd:0000000000000000\nCapEff:0000000000000000\nNoNewPrivs:1"
                            .lines()
                            .sorted((a, b) -> a.startsWith("CapEff") ? -1 : b.startsWith("CapEff") ? 1 : 0)
                            .reduce((a, b) -> a + "\n" + b)
                            .orElseThrow());
            assertThat(output(executor, "ls /sys/class/net")).isEqualTo("lo");
            assertThat(output(executor, "ls /var/run/docker.sock 2>/dev/null || echo none"))
                    .isEqualTo("none");
            assertThat(output(executor, "(echo x > /file) 2>/dev/null || echo refused"))
                    .isEqualTo("refused");
            assertThat(output(executor, "(echo x > /weirflow/command) 2>/dev/null || echo refused"))
                    .isEqualTo("refused");
            assertThat(output(executor, "hostname")).isEqualTo("weirflow");
            assertThat(output(executor, "pwd")).isEqualTo("/tmp");
        }
    }

    @Test
    void aCommandRunsAsTheOwnerOfTheFolder() throws Exception {
        Object uid = Files.getAttribute(folder, "unix:uid");
        try (Executor executor = builder().open()) {
            assertThat(output(executor, "id -u")).isEqualTo(uid.toString());
        }
    }

    @Test
    void aCommandMayRunAsAnotherUserIfThisProgramCanGiveItsFilesAway() throws Exception {
        ExecConfig.Builder config = ExecConfig.exec("id -u; id -g; echo x > $tmp/x; mkdir %s/sub; id -u > %s/sub/uid")
                .args(List.of(new Arg.Output(0), new Arg.Output(0)))
                .outputs(List.of(new OutputSpec("o", true, false)));
        try (Executor executor = builder().user("4321:1234").open()) {
            if (!isRoot()) {
                assertThat(assertFails(ErrorKind.NOT_ALLOWED, () -> run(executor, config)))
                        .hasMessageContaining("4321:1234");
                return;
            }
            Exec exec = run(executor, config);

            assertThat(exec.result().failure()).isEmpty();
            assertThat(exec.logs(LogStream.STDOUT, false)).hasContent("4321\n1234\n");
            assertThat(exec.result().fileset().elements().get(0).files()).containsOnlyKeys("sub/uid");
        }
    }

    private boolean isRoot() throws Exception {
        return Files.getAttribute(folder, "unix:uid").equals(0);
    }

    @Test
    void withoutANetworkACommandHasALoopbackDeviceOfItsOwn() throws Exception {
        try (Executor executor = builder().open()) {
            Exec other = start(executor, ExecConfig.exec("echo ready; readlink /proc/self/ns/net >&2; sleep 1000"));
            String space = output(executor, "readlink /proc/self/ns/net");
            String others = new String(other.logs(LogStream.STDERR, false).readAllBytes(), StandardCharsets.UTF_8);

            assertThat(space)
                    .isNotEqualTo(others.strip())
                    .isNotEqualTo(
                            Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
            assertThat(output(executor, "(ip -o address show; ip route)"))
                    .contains("127.0.0.1/8")
                    .hasLineCount(2);
            assertThat(output(executor, "grep -c localhost /etc/hosts")).isEqualTo("2");
            assertThat(
                            output(
                                    executor,
                                    "echo hello > $tmp/page; httpd -p 127.0.0.1:8080 -h $tmp; wget -q -O - http://127.0.0.1:8080/page"))
                    .isEqualTo("hello");
        }
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 mine\n");
        try (Executor executor = builder().mountReadOnly(hosts, "/etc/hosts").open()) {
            assertThat(output(executor, "cat /etc/hosts")).isEqualTo("127.0.0.1 mine");
        }
    }

    @Test
    void aNetworkOfTheEngineIsGivenByItsName() throws Exception {
        TestEngine.assumePrivateEngine();
        try (PrivateEngine engine = new PrivateEngine().inItsOwnNetwork().start()) {
            TestImages.makeBusybox(engine.host());
            TestImages.docker(engine.host(), "network create --subnet 10.123.45.0/24 lab");
            for (String network : List.of("bridge", "lab")) {
                try (Executor executor =
                        builder().engine(engine.host()).network(network).open()) {
                    String address = output(executor, ": " + network + "; ip -o -4 address show dev eth0");
                    assertThat(address.contains("10.123.45.")).as(address).isEqualTo(network.equals("lab"));
                }
            }
        }
    }

    @Test
    void whatIsPermittedIsGiven() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.writeString(shared.resolve("data"), "reference");
        try (Executor executor = builder()
                .writableRoot(config -> config.ident().equals("writes"))
                .capabilities(Set.of("CHOWN"))
                .mountReadOnly(shared, "/data")
                .network("host")
                .open()) {
            assertThat(output(
                            executor,
                            ExecConfig.exec("echo x > /file; cat /file > $out").ident("writes")))
                    .isEqualTo("x");
            assertThat(output(executor, "(echo x > /file) 2>/dev/null || echo refused"))
                    .isEqualTo("refused");
            assertThat(output(executor, "touch $tmp/f; chown 1234 $tmp/f; stat -c %%u $tmp/f"))
                    .isEqualTo("1234");
            assertThat(output(executor, "cat /data/data")).isEqualTo("reference");
            assertThat(output(executor, "(echo x > /data/data) 2>/dev/null || echo refused"))
                    .isEqualTo("refused");
            assertThat(output(executor, "readlink /proc/self/ns/net"))
                    .isEqualTo(
                            Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
        }
    }

    @Test
    void accessToTheEngineAndCredentialsAreGivenOnlyIfAskedForAndPermitted() {
        ExecConfig.Builder asksForEngine =
                ExecConfig.exec("ls /var/run/docker.sock > $out").needsDockerAccess(true);
        ExecConfig.Builder asksForAws =
                ExecConfig.exec("echo $AWS_ACCESS_KEY_ID > $out").needsAwsCredentials(true);
        try (Executor executor = builder().open()) {
            assertFails(ErrorKind.NOT_ALLOWED, () -> run(executor, asksForEngine));
            assertFails(ErrorKind.NOT_ALLOWED, () -> run(executor, asksForAws));
        }
        try (Executor executor = builder()
                .permitDockerAccess()
                .awsCredentials(() -> Map.of("AWS_ACCESS_KEY_ID", "the key"))
                .open()) {
            assertThat(output(executor, asksForEngine)).isEqualTo("/var/run/docker.sock");
            assertThat(output(executor, asksForAws)).isEqualTo("the key");
            assertThat(output(
                            executor,
                            "(echo \"none:$AWS_ACCESS_KEY_ID\"; ls /var/run/docker.sock 2>/dev/null || true)"))
                    .isEqualTo("none:");
        }
        try (Executor executor = builder()
                .awsCredentials(() -> {
                    throw new IllegalStateException("no credentials today");
                })
                .open()) {
            ExecConfig.Builder again = ExecConfig.exec("true # again").needsAwsCredentials(true);
            assertThat(assertFails(ErrorKind.TEMPORARY, () -> run(executor, again)))
                    .hasMessageContaining("no credentials today");
        }
    }

    @Test
    void wantOfMemoryIsToldFromAKillAndFromAFailure() throws Exception {
        Resources small = Resources.of(1, 32L << 20);
        try (Executor executor = builder().open()) {
            // The process that is killed is the shell's child, or the child of a child.
            Exec hungry = run(executor, ExecConfig.exec("tail /dev/zero").resources(small));
            Exec hungryChild =
                    run(executor, ExecConfig.exec("(tail /dev/zero); exit 3").resources(small));
            Exec killed = run(executor, ExecConfig.exec("kill -9 $$").resources(small));
            Exec failed = run(executor, ExecConfig.exec("exit 3").resources(small));
            Exec handled = run(
                    executor,
                    ExecConfig.exec("tail /dev/zero || true; echo fine > $out").resources(small));
            Exec temporary =
                    run(executor, ExecConfig.exec("tail /dev/zero || exit 75").resources(small));
            Exec go = run(executor, ExecConfig.exec("echo 'fatal error: runtime: out of memory' >&2; exit 2"));

            assertThat(kind(hungry)).isEqualTo(ErrorKind.OOM);
            assertThat(kind(hungryChild)).isEqualTo(ErrorKind.OOM);
            assertThat(kind(killed)).isEqualTo(ErrorKind.EXEC);
            assertThat(kind(failed)).isEqualTo(ErrorKind.EXEC);
            assertThat(handled.result().failure()).isEmpty();
            assertThat(kind(temporary)).isEqualTo(ErrorKind.TEMPORARY);
            assertThat(kind(go)).isEqualTo(ErrorKind.OOM);
        }
    }

    private static ErrorKind kind(Exec exec) {
        return exec.result().failure().orElseThrow().kind();
    }

    @Test
    void processorsAreLimitedToWhatWasReserved() {
        String quota = "cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || cat /sys/fs/cgroup/cpu.max";
        try (Executor executor = builder().open()) {
            assertThat(output(
                            executor, ExecConfig.exec("(" + quota + ") > $out").resources(Resources.of(0.5, 0))))
                    .startsWith("50000");
            Exec busy = run(
                    executor,
                    ExecConfig.exec("timeout 2 sh -c 'while :; do :; done' || true")
                            .resources(Resources.of(0.25, 0)));
            assertThat(busy.inspect().profile().stats().get(Profile.CPU_TIME).max())
                    .isPositive()
                    .isLessThan(0.9);
        }
    }

    @Test
    void aCommandThatWritesMoreThanTheDiskItReservesIsEndedIfThatIsWanted() {
        Resources disk = Resources.NONE.with(Resources.DISK, 300_000);
        ExecConfig.Builder much = ExecConfig.exec(
                        "head -c 200000 /dev/zero > $tmp/x; head -c 200000 /dev/zero > $out; sleep 1000")
                .resources(disk);
        ExecConfig.Builder quick =
                ExecConfig.exec("head -c 400000 /dev/zero > $out").resources(disk);
        ExecConfig.Builder enough =
                ExecConfig.exec("head -c 300000 /dev/zero > $out").resources(disk);
        try (Executor executor = builder().limitDisk(true).open()) {
            for (ExecConfig.Builder config : List.of(much, quick)) {
                Failure failure = run(executor, config).result().failure().orElseThrow();
                assertThat(failure.kind()).isEqualTo(ErrorKind.RESOURCES_EXHAUSTED);
                assertThat(failure.message()).contains("300000 bytes of disk");
            }
            assertThat(run(executor, enough).result().failure()).isEmpty();
        }
        try (Executor executor = builder().open()) {
            executor.remove(Digest.of(quick.build().command()));
            assertThat(run(executor, quick).result().failure()).isEmpty();
        }
    }

    @Test
    void bashRunsTheCommandWhereTheImageHasIt() {
        try (Executor executor = builder().image(TestImages.BASH).open()) {
            assertThat(output(executor, "cat <(echo \"${BASH_VERSION:+bash}\")"))
                    .isEqualTo("bash");
            assertThat(kind(run(executor, ExecConfig.exec("false | cat")))).isEqualTo(ErrorKind.EXEC);
            assertThat(output(
                            executor,
                            ExecConfig.exec("echo ${BASH_VERSION:-sh} > $out").image(TestImages.BUSYBOX)))
                    .isEqualTo("sh");
        }
    }

    @Test
    void anImageWithoutAShellIsRefused() {
        try (Executor executor = builder().open()) {
            assertThat(assertFails(
                            ErrorKind.NOT_SUPPORTED,
                            () -> run(executor, ExecConfig.exec("true").image(TestImages.NO_SHELL))))
                    .hasMessageContaining("/bin/sh");
        }
    }

    @Test
    void aCommandNeedsAnImage() {
        try (Executor executor = builder().image("").open()) {
            assertFails(ErrorKind.NOT_SUPPORTED, () -> executor.environment(""));
            assertFails(ErrorKind.NOT_SUPPORTED, () -> run(executor, ExecConfig.exec("true")));
            assertThat(output(executor, ExecConfig.exec("echo x > $out").image(TestImages.BUSYBOX)))
                    .isEqualTo("x");
        }
    }

    @Test
    void anImageThatIsMissingIsAnError() {
        try (Executor executor = builder().pull(PullPolicy.NEVER).open()) {
            assertFails(ErrorKind.NOT_EXIST, () -> executor.environment("weirflow-test/missing"));
            Exec exec = executor.put(
                    Digest.of("x"),
                    ExecConfig.exec("true").image("weirflow-test/missing").build());
            assertFails(ErrorKind.NOT_EXIST, exec::await);
            assertThat(exec.state()).isEqualTo(ExecState.LOST);
        }
    }

    @Test
    void theExecutorsFolderMayHaveAnotherPathAtTheEngine() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("x")));
        try (Executor executor = builder().folderOnEngine(link).open()) {
            assertThat(output(executor, "echo x")).isEqualTo("x");
        }
        try (Executor executor =
                builder().folderOnEngine(folder.resolve("nowhere")).open()) {
            assertThat(assertFails(ErrorKind.PRECONDITION, () -> run(executor, ExecConfig.exec("true"))))
                    .hasMessageContaining("does not see the executor's folder");
        }
    }

    @Test
    void settingsThatMakeNoSenseAreToldTogether() {
        assertThat(assertFails(
                        ErrorKind.INVALID,
                        () -> builder()
                                .network("container:other")
                                .capabilities(Set.of("FLY"))
                                .mountReadOnly(Path.of("relative"), "/x")
                                .user("nobody")
                                .imageMemory(Duration.ofSeconds(-1))
                                .orphanAge(Duration.ZERO)
                                .open()))
                .hasMessageContaining("network")
                .hasMessageContaining("FLY")
                .hasMessageContaining("relative")
                .hasMessageContaining("nobody")
                .hasMessageContaining("imageMemory")
                .hasMessageContaining("orphanAge");
    }
}
