package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationsTest {
    private static final Digest FORGED = Digest.of("forged");

    @TempDir
    Path folder;

    private Path source;
    private Database database;

    @BeforeEach
    void create() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        database = Database.open(folder.resolve("weirflow.db"), Schema.ASSOC);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aFileThatDidNotChangeIsNotReadAgain() throws IOException {
        write("a", "one");
        look(later());
        forge("a");

        assertThat(look(later())).containsEntry("a", FORGED);
    }

    @Test
    void whatIsKnownSurvivesReopening() throws IOException {
        write("a", "one");
        look(later());
        forge("a");
        database.close();
        database = Database.open(folder.resolve("weirflow.db"), Schema.ASSOC);

        assertThat(look(later())).containsEntry("a", FORGED);
    }

    @Test
    void aFileThatWasTouchedJustBeforeIsReadAgain() throws IOException {
        write("a", "one");
        look(clock(Duration.ofMillis(1900)));
        assertThat(known()).isEmpty();
        look(later());
        assertThat(known()).containsOnlyKeys("a");
    }

    @Test
    void aChangeIsNoticedEvenIfSizeAndTimeAreSetBack() throws IOException {
        Path file = write("a", "one");
        look(later());
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);

        assertThat(look(later())).containsEntry("a", Digest.of("two"));
    }

    @Test
    void aReplacementOfTheSameSizeAndTimeIsNoticed() throws IOException {
        Path file = write("a", "one");
        look(later());
        Path other = Files.writeString(folder.resolve("other"), "two");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(look(later())).containsEntry("a", Digest.of("two"));
    }

    @Test
    void largeFoldersAreKeptInPartsThatFollowTheirGrowthAndShrinking() throws IOException {
        for (int count : new int[] {3000, 10, 1500, 0}) {
            try (var files = Files.list(source)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            for (int i = 0; i < count; i++) {
                write("file " + i, "");
            }
            look(later());
            assertThat(known()).hasSize(count);
        }
    }

    @Test
    void whatIsDamagedIsReadAgain() throws IOException {
        write("a", "one");
        look(later());
        database.write("damage", session -> {
            PreparedStatement damage = session.statement("UPDATE observed SET files = ?");
            damage.setBytes(1, new byte[] {1, 0, 50, 3});
            return damage.executeUpdate();
        });

        assertThat(look(later())).containsEntry("a", Digest.of("one"));
    }

    @Test
    void foldersThatNobodyLooksAtAreForgottenInTheEnd() throws IOException {
        write("a", "one");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("b"), "two");
        snapshot(other, later());
        look(later());
        look(clock(Duration.ofDays(100)));
        look(clock(Duration.ofDays(200)));

        assertThat(known()).containsOnlyKeys("a");
        assertThat(new StoredObservations(database, Clock.systemUTC())
                        .below(other.toString())
                        .in(other.toString()))
                .isEmpty();
    }

    @Test
    void onlyFoldersBelowAreLookedUp() {
        StoredObservations observations = new StoredObservations(database, Clock.systemUTC());
        FileStatus status = new FileStatus(FileStatus.Type.FILE, 1, 2, 3, 4, 0);
        Map<String, List<Observation>> folders = new HashMap<>();
        for (String path : List.of("/a", "/a/b", "/a-b", "/a0", "/")) {
            folders.put(path, List.of(new Observation("x", status, FORGED)));
        }
        observations.remember(folders);

        Observations.Known below = observations.below("/a");
        assertThat(below.in("/a")).containsOnlyKeys("x");
        assertThat(below.in("/a/b")).containsOnlyKeys("x");
        assertThat(below.in("/a-b")).isEmpty();
        assertThat(below.in("/a0")).isEmpty();
        assertThat(observations.below("/").in("/a0")).containsOnlyKeys("x");
        assertThat(observations.below("/").in("/")).containsOnlyKeys("x");
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theStoredFormIsRead(@ForAll("observations") List<Observation> observations) {
        byte[] encoded = ObservationFormat.encode(observations);
        Map<String, Observation> expected = new HashMap<>();
        observations.forEach(observation -> expected.put(observation.name(), observation));

        assertThat(decode(encoded)).isEqualTo(expected);
        for (int length = 0; length < encoded.length; length++) {
            assertThat(expected.entrySet())
                    .containsAll(
                            decode(java.util.Arrays.copyOf(encoded, length)).entrySet());
        }
    }

    @Provide
    Arbitrary<List<Observation>> observations() {
        Arbitrary<Long> any = Arbitraries.longs();
        return Combinators.combine(Arbitraries.strings().ofMaxLength(20), any, any, any, any)
                .as((name, size, modified, changed, inode) -> new Observation(
                        new String(Texts.bytes(name), java.nio.charset.StandardCharsets.UTF_8),
                        new FileStatus(FileStatus.Type.FILE, size, modified, changed, inode, 0),
                        Digest.of(name)))
                .list()
                .ofMaxSize(4)
                .uniqueElements(Observation::name);
    }

    private static Map<String, Observation> decode(byte[] encoded) {
        Map<String, Observation> files = new HashMap<>();
        ObservationFormat.decode(encoded, files);
        return files;
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(source.resolve(name), content);
    }

    private static Clock later() {
        return clock(Duration.ofSeconds(10));
    }

    private static Clock clock(Duration fromNow) {
        return Clock.fixed(Instant.now().plus(fromNow), ZoneOffset.UTC);
    }

    private Map<String, Digest> look(Clock clock) {
        return snapshot(source, clock);
    }

    private Map<String, Digest> snapshot(Path root, Clock clock) {
        LocalFileStore store = new LocalFileStore(new StoredObservations(database, clock), clock);
        Map<String, File> files =
                store.bucket("").snapshot(root.toString().substring(1) + '/').files();
        Map<String, Digest> digests = new HashMap<>();
        files.forEach((path, file) -> digests.put(path, file.contentHash().orElseThrow()));
        return digests;
    }

    private Map<String, Observation> known() {
        return new StoredObservations(database, Clock.systemUTC())
                .below(source.toString())
                .in(source.toString());
    }

    /** Puts a wrong digest into what is known, which shows in a snapshot if the file is not read. */
    private void forge(String name) {
        List<Observation> files = new ArrayList<>(known().values());
        files.replaceAll(file -> file.name().equals(name) ? new Observation(name, file.status(), FORGED) : file);
        new StoredObservations(database, Clock.systemUTC()).remember(Map.of(source.toString(), files));
    }
}
