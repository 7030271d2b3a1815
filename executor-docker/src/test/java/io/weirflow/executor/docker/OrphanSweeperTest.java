package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.HostConfig;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.exec.staged.FolderLock;
import io.weirflow.repository.MemoryRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestEngine.class)
class OrphanSweeperTest {
    private static final Duration AGE = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final List<String> made = new ArrayList<>();
    private Engine engine;
    private OrphanSweeper sweeper;

    @BeforeEach
    void connect() throws Exception {
        folder = folder.toRealPath();
        engine = Engine.connect(Optional.of(TestEngine.host()), 4, Duration.ofSeconds(30));
        Containers containers = new Containers(engine, 2);
        sweeper = new OrphanSweeper(
                containers,
                new Removals(containers),
                Files.createDirectory(folder.resolve("own")),
                AGE,
                Clock.systemUTC());
    }

    @AfterEach
    void removeContainers() {
        made.forEach(name -> new Containers(engine, 2).remove(name));
        engine.close();
    }

    private void container(String name, Path owner, String host) {
        container(name, owner, host, Host.MOUNTS);
    }

    private void container(String name, Path owner, String host, String mounts) {
        made.add(name);
        TestEngine.client()
                .createContainerCmd(TestImages.BUSYBOX)
                .withName(name)
                .withCmd("sleep", "1000")
                .withHostConfig(new HostConfig().withNetworkMode("none"))
                .withLabels(Map.of(
                        Labels.HOST,
                        host,
                        Labels.MOUNTS,
                        mounts,
                        Labels.FOLDER,
                        owner.toString(),
                        Labels.EXECUTOR,
                        Labels.executor(owner)))
                .exec();
        TestEngine.client().startContainerCmd(name).exec();
    }

    /** Makes the folder of an executor that was alive some time ago. */
    private Path owner(String name, Duration ago) throws Exception {
        Path owner = Files.createDirectory(folder.resolve(name));
        Path sign = Files.createFile(owner.resolve("alive"));
        Files.setLastModifiedTime(sign, FileTime.from(Instant.now().minus(ago)));
        Files.createDirectories(owner.resolve("execs/finished"));
        Files.createFile(owner.resolve("execs/finished/result.json"));
        Files.createDirectories(owner.resolve("execs/unfinished/tmp"));
        return owner;
    }

    private static List<String> names() {
        return TestEngine.containers().stream()
                .map(line -> line.substring(1, line.indexOf(' ')))
                .sorted()
                .toList();
    }

    @Test
    void onlyWhatDeadExecutorsLeftIsRemoved() throws Exception {
        Path dead = owner("dead", AGE.multipliedBy(2));
        Path crashedJustNow = owner("crashed", AGE.dividedBy(2));
        Path working = owner("working", AGE.multipliedBy(2));
        container("gone", folder.resolve("gone"), Host.ID);
        container("dead", dead, Host.ID);
        container("crashed-just-now", crashedJustNow, Host.ID);
        container("working", working, Host.ID);
        container("elsewhere", folder.resolve("gone"), "another machine");
        container("in-a-container", folder.resolve("gone"), Host.ID, "mnt:[1]");
        container("own", folder.resolve("own"), Host.ID);
        FolderLock lock = FolderLock.take(working);
        try {
            sweeper.sweep();
        } finally {
            lock.close();
        }

        assertThat(names()).containsExactly("crashed-just-now", "elsewhere", "in-a-container", "own", "working");
        assertThat(dead.resolve("execs/unfinished")).doesNotExist();
        assertThat(dead.resolve("execs/finished")).exists();
        assertThat(crashedJustNow.resolve("execs/unfinished")).exists();
        assertThat(working.resolve("execs/unfinished")).exists();
    }

    @Test
    void anExecutorSweepsWhenItIsOpenedAndShowsThatItLives() throws Exception {
        container("gone", folder.resolve("gone"), Host.ID);
        Path where = folder.resolve("x");
        try (Executor executor =
                TestEngine.executor(where, MemoryRepository.create()).open()) {
            executor.put(
                            io.weirflow.digest.Digest.of("x"),
                            ExecConfig.exec("true").build())
                    .await();
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (names().contains("gone") && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(names()).doesNotContain("gone");
            assertThat(Files.getLastModifiedTime(where.resolve("alive")).toInstant())
                    .isAfter(Instant.now().minus(AGE));
        }
    }
}
