package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.LiveSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of {@link AssocContract} about last uses and the collection of garbage. */
abstract class AssocCollectContract extends AssocHarness {
    private static final Instant OLD = Instant.parse("2001-02-03T04:05:06Z");
    private static final Instant THRESHOLD = OLD.plus(Duration.ofDays(1));

    @Test
    void garbageIsWhatIsNotLiveAndEitherDeadOrUnused() throws Exception {
        for (boolean dryRun : new boolean[] {true, false}) {
            for (Instant threshold : new Instant[] {Instant.MIN, THRESHOLD, Instant.MAX}) {
                assoc = newAssoc();
                assoc.store(Map.of(key(1), reference(1)));
                boolean possible = collects() && (!threshold.equals(THRESHOLD) || backdate(key(1), OLD));
                assoc = newAssoc();
                if (possible) {
                    assertCollects(threshold, dryRun);
                }
            }
        }
    }

    /** Tries all combinations of live, dead and unused. */
    private void assertCollects(Instant threshold, boolean dryRun) throws Exception {
        Set<Digest> live = new HashSet<>();
        Set<Digest> dead = new HashSet<>();
        Set<AssocKey> garbage = new HashSet<>();
        List<AssocKey> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            AssocKey key = key(i);
            all.add(key);
            assoc.store(Map.of(key, reference(i)));
            boolean isLive = (i & 1) != 0;
            boolean isDead = (i & 2) != 0;
            boolean isOld = threshold.equals(Instant.MAX);
            if (threshold.equals(THRESHOLD) && (i & 4) != 0) {
                isOld = backdate(key, OLD);
            }
            if (isLive) {
                live.add(key.digest());
            }
            if (isDead) {
                dead.add(key.digest());
            }
            if (!isLive && (isDead || isOld)) {
                garbage.add(key);
            }
        }
        CollectSummary summary =
                assoc.collect(new CollectPolicy(LiveSet.exactly(live), LiveSet.exactly(dead), threshold, dryRun));
        assertThat(summary.examined()).isEqualTo(8);
        assertThat(summary.removed()).isEqualTo(garbage.size());
        if (!dryRun) {
            all.removeAll(garbage);
        }
        assertThat(scanned()).containsOnlyKeys(all);
    }

    @Test
    void collectionCoversAllKinds() {
        if (collects()) {
            for (AssocKind kind : kinds()) {
                assoc.store(Map.of(key(kind, 1), reference(1), key(kind, 2), reference(2)));
            }
            LiveSet live = LiveSet.exactly(Set.of(key(1).digest()));
            CollectSummary summary = assoc.collect(CollectPolicy.allBut(live));
            assertThat(summary.removed()).isEqualTo(kinds().size());
            assertThat(scanned().keySet())
                    .hasSize(kinds().size())
                    .allMatch(key -> key.digest().equals(key(1).digest()));
        }
    }

    @Test
    void anEntryAtTheThresholdIsUnused() throws Exception {
        assoc.store(Map.of(key(1), reference(1)));
        if (collects() && backdate(key(1), OLD)) {
            assertThat(assoc.collect(olderThan(OLD.minusSeconds(1))).removed()).isZero();
            assertThat(assoc.collect(olderThan(OLD)).removed()).isEqualTo(1);
            assertThat(scanned()).isEmpty();
        }
    }

    @Test
    void gettingAnEntryIsAUseOfIt() throws Exception {
        assoc.store(Map.of(key(1), reference(1), key(2), reference(2), key(3), reference(3)));
        if (collects() && backdate(key(1), OLD) && backdate(key(2), OLD) && backdate(key(3), OLD)) {
            assoc.get(List.of(key(1)));
            assoc.get(key(2));
            assoc.expand(kind(), key(3).digest().hex());
            scanned();
            settle();
            assertThat(assoc.collect(olderThan(THRESHOLD)).removed()).isEqualTo(1);
            assertThat(scanned()).containsOnlyKeys(key(1), key(2));
        }
    }

    @Test
    void storingAnEntryIsAUseOfIt() throws Exception {
        assoc.store(Map.of(key(1), reference(1)));
        if (collects() && backdate(key(1), OLD)) {
            assertThat(scanned().get(key(1)).lastUse()).isEqualTo(OLD);
            assoc.store(Map.of(key(1), reference(1)));
            assertThat(scanned().get(key(1)).lastUse()).isAfter(THRESHOLD);
            assertThat(assoc.collect(olderThan(THRESHOLD)).removed()).isZero();
        }
    }

    private static CollectPolicy olderThan(Instant threshold) {
        return new CollectPolicy(LiveSet.NONE, LiveSet.NONE, threshold, false);
    }
}
