package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds between processes, and after one was killed. */
class ProcessesTest {
    private static final int KILLS = 5;
    private static final int MOST_STORES = 40;

    @TempDir
    Path folder;

    @Test
    void anotherProcessSeesWhatWasStoredAndPrintsNothingElse() throws Exception {
        try (FileRepository repository = FileRepository.open(folder.resolve("objects"));
                FileAssoc assoc = FileAssoc.open(folder.resolve("weirflow.db"))) {
            // The class path of the tests may hold slf4j without a provider, which then says so; users' has none.
            ChildJvm.Result child = ChildJvm.run(ChildJvm.command(StoreProgram.class, "once", folder));

            assertThat(child.output().lines().filter(line -> !line.startsWith("SLF4J")))
                    .containsExactly("done");
            Digest digest = Digest.of(StoreProgram.content("once", 0));
            assertThat(assoc.get(StoreProgram.key("once", 0))).contains(AssocValue.reference(digest));
            assertThat(repository.read(digest)).isEqualTo(StoreProgram.content("once", 0));
        }
        assertThat(names(folder)).containsExactly("objects", "weirflow.db");
        assertThat(names(folder.resolve("objects/tmp"))).isEmpty();
    }

    @Test
    void whatAKilledProcessWasToldIsStoredIsThere() throws Exception {
        Random random = new Random();
        for (int kill = 0; kill < KILLS; kill++) {
            String run = "run" + kill;
            int stores = random.nextInt(MOST_STORES);
            Process one = ChildJvm.start(ChildJvm.command(StoreProgram.class, "forever", folder, run));
            Process two = ChildJvm.start(ChildJvm.command(StoreProgram.class, "forever", folder, run + "b"));
            int told;
            int toldTwo;
            try (BufferedReader reader = ChildJvm.reader(one);
                    BufferedReader readerTwo = ChildJvm.reader(two)) {
                told = count(reader, stores);
                toldTwo = count(readerTwo, stores / 2);
                one.toHandle().destroyForcibly(); // which leaves the streams open, unlike the process's own method
                two.toHandle().destroyForcibly();
                told += count(reader, Integer.MAX_VALUE);
                toldTwo += count(readerTwo, Integer.MAX_VALUE);
            }
            one.waitFor();
            two.waitFor();
            assertStored(run, told);
            assertStored(run + "b", toldTwo);
        }
    }

    private static int count(BufferedReader reader, int most) throws IOException {
        int lines = 0;
        while (lines < most) {
            String line = reader.readLine();
            if (line == null) {
                break;
            }
            if (line.matches("[0-9]+")) {
                lines++;
            }
        }
        return lines;
    }

    private void assertStored(String run, int count) throws IOException {
        try (FileRepository repository = FileRepository.open(folder.resolve("objects"));
                FileAssoc assoc = FileAssoc.open(folder.resolve("weirflow.db"))) {
            for (int i = 0; i < count; i++) {
                byte[] content = StoreProgram.content(run, i);
                assertThat(assoc.get(StoreProgram.key(run, i))).contains(AssocValue.reference(Digest.of(content)));
                assertThat(repository.read(Digest.of(content))).isEqualTo(content);
            }
        }
        assertThat(names(folder.resolve("objects/tmp")))
                .as("what dead processes left")
                .isEmpty();
    }

    @Test
    void aDiskThatIsFullIsAnErrorThatLeavesNothing() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        List<String> program = ChildJvm.command(StoreProgram.class, "put", disk.resolve("objects"), 4 << 20);
        String count = "; find '" + disk + "' -type f | wc -l";
        // Where mounting is forbidden, as in some containers, a limit of the size of files stands in for the small
        // disk.
        String mount = "mount -t tmpfs -o size=1m none '" + disk + "'";
        boolean mounts = ChildJvm.run(ChildJvm.inNamespace(mount, List.of())).exit() == 0;
        ChildJvm.Result child = ChildJvm.run(
                mounts
                        ? ChildJvm.inNamespace(mount + " && \"$@\"" + count, program)
                        : ChildJvm.shell("ulimit -f 1000; \"$@\"" + count, program));

        assertThat(child.output().lines())
                .hasSize(3)
                .startsWith("small is there")
                .anyMatch(line -> line.startsWith("RESOURCES_EXHAUSTED") && line.contains("is full"))
                .endsWith("3"); // the object, and of the session the lock and the mark that nothing was flushed
    }

    @Test
    void aFolderThatIsReadOnlyIsAnError() throws Exception {
        Path readOnly = Files.createDirectory(folder.resolve("read-only"));
        assertThat(readOnly.toFile().setWritable(false, false)).isTrue();

        ChildJvm.Result child = ChildJvm.run(ChildJvm.bound(ChildJvm.command(StoreProgram.class, "put", readOnly, 10)));
        assertThat(child.output()).startsWith("NOT_ALLOWED").contains(readOnly.toString());
        assertThat(names(readOnly)).isEmpty();
    }

    @Test
    void aFolderOrFileThatMayNotBeReadIsAnErrorThatNamesIt() throws Exception {
        Path secret = Files.createDirectories(folder.resolve("source/secret"));
        assertThat(secret.toFile().setReadable(false, false)).isTrue();
        assertSnapshotIsRefused(secret);
        Files.delete(secret);

        Path file = Files.writeString(folder.resolve("source/secret file"), "x");
        assertThat(file.toFile().setReadable(false, false)).isTrue();
        assertSnapshotIsRefused(file);
    }

    private void assertSnapshotIsRefused(Path secret) throws Exception {
        ChildJvm.Result child = ChildJvm.run(
                ChildJvm.bound(ChildJvm.command(StoreProgram.class, "snapshot", folder.resolve("source"))));
        assertThat(child.output()).startsWith("NOT_ALLOWED").contains(secret.toString());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
