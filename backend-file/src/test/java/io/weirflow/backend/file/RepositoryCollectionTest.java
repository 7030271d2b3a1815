package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.LiveSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryCollectionTest {
    private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant THRESHOLD = Instant.parse("2021-01-01T00:00:00Z");

    @TempDir
    Path root;

    private FileRepository repository;
    private Digest old;
    private Digest young;

    @BeforeEach
    void fill() throws IOException {
        repository = FileRepository.open(root);
        old = repository.put(Texts.bytes("old"));
        young = repository.put(Texts.bytes("young"));
        age(old);
    }

    @AfterEach
    void close() {
        repository.close();
    }

    @Test
    void onlyWhatIsOldAndNotLiveGoes() {
        CollectSummary summary = repository.collect(policy(LiveSet.NONE, LiveSet.NONE));

        assertThat(summary).isEqualTo(new CollectSummary(2, 1, 3));
        assertThat(repository.missing(List.of(old, young))).containsExactly(old);
        assertThat(repository.collect(policy(LiveSet.NONE, LiveSet.NONE)).removed())
                .isZero();
    }

    @Test
    void whatIsLiveStaysAndWhatIsDeadGoesWhateverItsAge() {
        repository.collect(policy(LiveSet.exactly(Set.of(old)), LiveSet.exactly(Set.of(young))));

        assertThat(repository.missing(List.of(old, young))).containsExactly(young);
    }

    @Test
    void aDryRunOnlyCounts() {
        CollectSummary summary =
                repository.collect(policy(LiveSet.NONE, LiveSet.NONE).asDryRun());

        assertThat(summary).isEqualTo(new CollectSummary(2, 1, 3));
        assertThat(repository.missing(List.of(old, young))).isEmpty();
    }

    @Test
    void whatIsPutAgainIsYoung() {
        repository.put(Texts.bytes("old"));

        assertThat(repository.collect(policy(LiveSet.NONE, LiveSet.NONE)).removed())
                .isZero();
    }

    @Test
    void whatBecomesYoungWhileItIsJudgedStays() throws IOException {
        ObjectTree tree = new ObjectTree(root);
        WriteSession session = WriteSession.start(tree.temp());

        boolean gone = new Evictor(tree).deleteIf(old, tree.path(old), session, attributes -> false);

        assertThat(gone).isFalse();
        assertThat(repository.read(old)).asString().isEqualTo("old");
    }

    @Test
    void strayFilesAreLeftAlone() throws IOException {
        List<Path> strays = List.of(
                root.resolve("README"),
                root.resolve("ab"),
                root.resolve("tmp/download123"),
                tree(old).resolveSibling("short"),
                tree(old).resolveSibling(old.hex().substring(2).toUpperCase(java.util.Locale.ROOT)));
        for (Path stray : strays) {
            Files.writeString(stray, "x");
        }
        repository.collect(CollectPolicy.allBut(LiveSet.NONE));

        assertThat(strays).allSatisfy(stray -> assertThat(stray).exists());
        assertThat(repository.missing(List.of(old, young))).hasSize(2);
    }

    @Test
    void aRepositoryThatIsNotThereHasNothingToCollect() {
        try (FileRepository none = FileRepository.open(root.resolve("none"))) {
            assertThat(none.collect(CollectPolicy.allBut(LiveSet.NONE))).isEqualTo(new CollectSummary(0, 0, 0));
        }
        assertThat(root.resolve("none")).doesNotExist();
    }

    private static CollectPolicy policy(LiveSet live, LiveSet dead) {
        return new CollectPolicy(live, dead, THRESHOLD, false);
    }

    private void age(Digest digest) throws IOException {
        Files.setLastModifiedTime(tree(digest), FileTime.from(OLD));
    }

    private Path tree(Digest digest) {
        return new ObjectTree(root).path(digest);
    }
}
