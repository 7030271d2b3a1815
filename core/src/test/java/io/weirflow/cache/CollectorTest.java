package io.weirflow.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.DefaultKeyScheme;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.testkit.Contents;
import io.weirflow.testkit.Faults;
import io.weirflow.testkit.FaultyAssoc;
import io.weirflow.testkit.FaultyRepository;
import io.weirflow.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CollectorTest {
    private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant THRESHOLD = BEGIN.plus(Duration.ofDays(1));
    private static final CollectorOptions OPTIONS = CollectorOptions.unusedSince(THRESHOLD);
    private static final WriteOptions WRITE = WriteOptions.of(DefaultKeyScheme.INSTANCE);
    private static final LookupOptions LOOKUP = LookupOptions.of(DefaultKeyScheme.INSTANCE);

    private final MutableClock clock = MutableClock.at(BEGIN);
    private final MemoryRepository repository = MemoryRepository.create(clock);
    private final MemoryAssoc assoc = MemoryAssoc.create(clock, Set.of());
    private final Faults faults = new Faults();
    private final Cache cache = Cache.of(new FaultyRepository(repository, faults), new FaultyAssoc(assoc, faults));
    private final Collector collector = Collector.of(cache, List.of(DefaultKeyScheme.INSTANCE));

    private static Digest key(int number) {
        return Digest.of("key " + number);
    }

    private static AssocKey entry(int number) {
        return new AssocKey(AssocKind.RESULT, key(number));
    }

    /** Returns a value of so many files that it gets a blob of its own, after storing the files. */
    private Fileset value(int number) {
        Map<String, File> files = new LinkedHashMap<>();
        for (int i = 0; i < 200; i++) {
            byte[] content = Contents.bytes(10, 1000 * number + i);
            files.put("file " + i, File.resolved(repository.put(content), content.length));
        }
        return Fileset.directory(files);
    }

    private void write(int key, Fileset value) {
        cache.writeOne(List.of(key(key)), value, WRITE);
    }

    private boolean isFound(int key) {
        return cache.lookupOne(List.of(key(key)), LOOKUP) instanceof LookupResult.Found;
    }

    @Test
    void whatWasNotUsedGoesWithItsBlobs() {
        write(1, value(1));
        write(2, value(2));
        write(3, Fileset.list(List.of(value(1), value(3))));
        clock.advance(Duration.ofDays(2));
        assertThat(isFound(3)).isTrue();
        CollectorReport report = collector.collect(OPTIONS);
        assertThat(report.entries()).isEqualTo(new CollectSummary(3, 2, 0));
        assertThat(report.blobs().examined()).isEqualTo(603);
        assertThat(report.blobs().removed())
                .as("value 2 and the blobs of two values")
                .isEqualTo(202);
        assertThat(report.unusable()).isZero();
        assertThat(isFound(1)).isFalse();
        assertThat(isFound(3)).isTrue();
        assertThat(repository.count()).isEqualTo(401);
    }

    @Test
    void blobsThatAreYoungStayThoughNoEntryNeedsThem() {
        clock.advance(Duration.ofDays(2));
        value(1);
        assertThat(collector.collect(OPTIONS).blobs().removed()).isZero();
    }

    @Test
    void aDryRunCountsTheSameAndRemovesNothing() {
        write(1, value(1));
        write(2, value(2));
        clock.advance(Duration.ofDays(2));
        assertThat(isFound(2)).isTrue();
        CollectorReport dry = collector.collect(OPTIONS.withDryRun(true));
        assertThat(assoc.count()).isEqualTo(2);
        assertThat(repository.count()).isEqualTo(402);
        assertThat(dry.entries().removed()).isEqualTo(1);
        assertThat(dry.blobs().removed()).isEqualTo(201);
        assertThat(collector.collect(OPTIONS)).isEqualTo(dry);
    }

    @Test
    void labelsDecideBeforeAge() {
        Cache kept = Cache.of(repository, assoc.withLabels(Set.of("keep=yes", "user=a")));
        Cache dead = Cache.of(repository, assoc.withLabels(Set.of("user=a")));
        kept.writeOne(List.of(key(1)), value(1), WRITE);
        clock.advance(Duration.ofDays(2));
        dead.writeOne(List.of(key(2)), value(2), WRITE);
        write(3, value(3));
        CollectorReport report = collector.collect(
                OPTIONS.withKeep(LabelFilter.parse("keep=yes")).withDead(LabelFilter.parse("user=a")));
        assertThat(report.entries().removed()).isEqualTo(1);
        assertThat(report.blobs().removed()).as("young, but of a dead entry").isEqualTo(201);
        assertThat(List.of(isFound(1), isFound(2), isFound(3))).containsExactly(true, false, true);
    }

    @Test
    void aBlobThatADeadAndALiveEntryShareStays() {
        Cache dead = Cache.of(repository, assoc.withLabels(Set.of("user=a")));
        dead.writeOne(List.of(key(1)), value(1), WRITE);
        write(2, value(1));
        collector.collect(CollectorOptions.unusedSince(BEGIN.minusSeconds(1)).withDead(LabelFilter.parse("user=a")));
        assertThat(List.of(isFound(1), isFound(2))).containsExactly(false, true);
    }

    @Test
    void aScanThatFailsRemovesNothing() {
        write(1, value(1));
        clock.advance(Duration.ofDays(2));
        faults.failAfter("scan", 1, ErrorKind.UNAVAILABLE);
        assertFails(ErrorKind.UNAVAILABLE);
        write(2, value(2));
        faults.failBefore("open", 1, ErrorKind.TIMEOUT);
        assertFails(ErrorKind.TIMEOUT);
        assertThat(assoc.count()).isEqualTo(2);
        assertThat(repository.count()).isEqualTo(402);
    }

    @Test
    void entriesInAnUnknownFormatEndTheCollection() {
        write(1, value(1));
        assoc.store(Map.of(new AssocKey(AssocKind.FILESET, key(2)), AssocValue.reference(key(3))));
        clock.advance(Duration.ofDays(2));
        assoc.get(new AssocKey(AssocKind.FILESET, key(2)));
        assertFails(ErrorKind.NOT_SUPPORTED);
        assertThat(assoc.count()).isEqualTo(2);
    }

    @Test
    void entriesAreRemovedBeforeBlobs() {
        write(1, value(1));
        clock.advance(Duration.ofDays(2));
        faults.failBefore("collect", 1, ErrorKind.UNAVAILABLE);
        assertFails(ErrorKind.UNAVAILABLE);
        assertThat(repository.count()).as("the first collection is the assoc's").isEqualTo(201);
        faults.failAfter("collect", 1, ErrorKind.UNAVAILABLE);
        assertFails(ErrorKind.UNAVAILABLE);
        assertThat(assoc.count()).isZero();
        assertThat(repository.count()).isEqualTo(201);
        assertThat(collector.collect(OPTIONS).blobs().removed()).isEqualTo(201);
    }

    @Test
    void anEntryThatIsStoredMeanwhileKeepsItsOldBlobs() {
        Fileset old = value(1);
        write(1, old);
        clock.advance(Duration.ofDays(2));
        Assoc racing = new CollectHook(assoc, () -> Cache.of(repository, assoc).writeOne(List.of(key(2)), old, WRITE));
        Collector.of(Cache.of(repository, racing), List.of(DefaultKeyScheme.INSTANCE))
                .collect(OPTIONS);
        assertThat(isFound(1)).isFalse();
        assertThat(isFound(2)).isTrue();
    }

    @Test
    void anEntryThatIsUsedMeanwhileKeepsItsBlobs() {
        write(1, value(1));
        clock.advance(Duration.ofDays(2));
        Assoc racing = new CollectHook(assoc, () -> assertThat(isFound(1)).isTrue());
        Collector.of(Cache.of(repository, racing), List.of(DefaultKeyScheme.INSTANCE))
                .collect(OPTIONS);
        assertThat(isFound(1)).isTrue();
    }

    @Test
    void anEntryThatNobodyCanReadGoes() {
        clock.advance(Duration.ofDays(2));
        write(1, value(1));
        assoc.store(Map.of(
                entry(2), AssocValue.inline(new byte[] {1, 2, 3}),
                entry(3), AssocValue.reference(Digest.of("no such blob"))));
        CollectorReport report = collector.collect(OPTIONS);
        assertThat(report.unusable()).isEqualTo(2);
        assertThat(report.entries().removed()).isEqualTo(2);
        assertThat(isFound(1)).isTrue();
    }

    @Test
    void aManifestKeepsItsBlob() {
        Digest blob = repository.put(new byte[] {1});
        Digest other = repository.put(new byte[] {2});
        clock.advance(Duration.ofDays(2));
        assoc.store(Map.of(new AssocKey(AssocKind.MANIFEST, key(1)), AssocValue.reference(blob)));
        collector.collect(OPTIONS);
        assertThat(repository.missing(List.of(blob, other))).containsExactly(other);
    }

    @Test
    void referencesToSourcesNeedNoBlob() {
        clock.advance(Duration.ofDays(2));
        Fileset reference = Fileset.of(File.reference("mem://bucket/x", "etag", 5));
        cache.writeOne(List.of(key(1)), reference, WRITE.withReferences(true));
        collector.collect(OPTIONS);
        assertThat(isFound(1)).isTrue();
    }

    private void assertFails(ErrorKind kind) {
        assertThat(catchThrowable(() -> collector.collect(OPTIONS)))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
