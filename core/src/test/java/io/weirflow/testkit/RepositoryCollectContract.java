package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.LiveSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of {@link RepositoryContract} about the collection of garbage. */
abstract class RepositoryCollectContract extends RepositoryHarness {
    private static final Instant OLD = Instant.parse("2001-02-03T04:05:06Z");
    private static final Instant THRESHOLD = OLD.plus(Duration.ofDays(1));

    @Test
    void garbageIsWhatIsNotLiveAndEitherDeadOrOld() throws Exception {
        for (boolean dryRun : new boolean[] {true, false}) {
            for (Instant threshold : new Instant[] {Instant.MIN, THRESHOLD, Instant.MAX}) {
                repository = newRepository();
                if (!collects() || threshold.equals(THRESHOLD) && !canBackdate()) {
                    continue;
                }
                assertCollects(threshold, dryRun);
            }
        }
    }

    private boolean canBackdate() throws Exception {
        Digest digest = repository.put(Contents.bytes(5, 50));
        boolean can = backdate(digest, OLD);
        repository = newRepository();
        return can;
    }

    /** Tries all combinations of live, dead and old. */
    private void assertCollects(Instant threshold, boolean dryRun) throws Exception {
        Set<Digest> live = new HashSet<>();
        Set<Digest> dead = new HashSet<>();
        Set<Digest> garbage = new HashSet<>();
        long garbageBytes = 0;
        List<Digest> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int size = 100 + i;
            Digest digest = repository.put(Contents.bytes(size, 51));
            all.add(digest);
            boolean isLive = (i & 1) != 0;
            boolean isDead = (i & 2) != 0;
            boolean isOld = threshold.equals(Instant.MAX);
            if (threshold.equals(THRESHOLD) && (i & 4) != 0) {
                isOld = backdate(digest, OLD);
            }
            if (isLive) {
                live.add(digest);
            }
            if (isDead) {
                dead.add(digest);
            }
            if (!isLive && (isDead || isOld)) {
                garbage.add(digest);
                garbageBytes += size;
            }
        }
        CollectSummary summary =
                repository.collect(new CollectPolicy(LiveSet.exactly(live), LiveSet.exactly(dead), threshold, dryRun));
        assertThat(summary).isEqualTo(new CollectSummary(8, garbage.size(), garbageBytes));
        assertThat(repository.missing(all)).isEqualTo(dryRun ? Set.of() : garbage);
        for (Digest digest : all) {
            if (dryRun || !garbage.contains(digest)) {
                assertThat(Digest.of(repository.read(digest))).isEqualTo(digest);
            }
        }
    }

    @Test
    void aBlobAtTheThresholdIsOld() throws Exception {
        Digest digest = repository.put(Contents.bytes(9, 52));
        if (collects() && backdate(digest, OLD)) {
            CollectPolicy earlier = new CollectPolicy(LiveSet.NONE, LiveSet.NONE, OLD.minusSeconds(1), false);
            assertThat(repository.collect(earlier)).isEqualTo(new CollectSummary(1, 0, 0));
            CollectPolicy same = new CollectPolicy(LiveSet.NONE, LiveSet.NONE, OLD, false);
            assertThat(repository.collect(same)).isEqualTo(new CollectSummary(1, 1, 9));
            assertIsEmpty();
        }
    }

    @Test
    void storingABlobAgainMakesItYoung() throws Exception {
        Digest digest = repository.put(Contents.bytes(9, 53));
        if (collects() && backdate(digest, OLD)) {
            repository.put(Contents.trickling(Contents.bytes(9, 53)));
            repository.collect(new CollectPolicy(LiveSet.NONE, LiveSet.NONE, THRESHOLD, false));
            assertThat(repository.contains(digest)).isTrue();
        }
    }

    @Test
    void whatWasCollectedCanBeStoredAgain() {
        if (collects()) {
            byte[] content = Contents.bytes(1000, 54);
            Digest digest = repository.put(content);
            repository.collect(CollectPolicy.allBut(LiveSet.NONE));
            StorageAssertions.assertFails(ErrorKind.NOT_EXIST, () -> repository.read(digest));
            assertThat(repository.put(content)).isEqualTo(digest);
            assertThat(repository.read(digest)).isEqualTo(content);
        }
    }

    @Test
    void collectionBesideWritersTakesNothingThatIsYoung() throws Exception {
        if (!collects()) {
            return;
        }
        StorageAssertions.together(List.of(
                () -> {
                    for (int i = 0; i < 200; i++) {
                        byte[] content = Contents.bytes(i, 55);
                        assertThat(repository.read(repository.put(content))).isEqualTo(content);
                    }
                    return true;
                },
                () -> {
                    for (int i = 0; i < 20; i++) {
                        repository.collect(new CollectPolicy(LiveSet.NONE, LiveSet.NONE, THRESHOLD, false));
                    }
                    return true;
                }));
        Set<Digest> all = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            all.add(Digest.of(Contents.bytes(i, 55)));
        }
        assertThat(repository.missing(all)).isEmpty();
    }

    /** Asserts that no blob, whole or in part, is left. */
    final void assertIsEmpty() {
        if (collects()) {
            CollectPolicy all = CollectPolicy.allBut(LiveSet.NONE).asDryRun();
            assertThat(repository.collect(all)).isEqualTo(new CollectSummary(0, 0, 0));
        }
    }
}
