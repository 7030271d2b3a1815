package io.weirflow.testkit;

import static io.weirflow.testkit.StateStoreRules.newPartition;
import static io.weirflow.testkit.StateStoreRules.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Scans of partitions that nobody changes meanwhile. */
interface StateStoreScanRules extends StateStoreRules {
    @Test
    default void aScanOfAnUnknownPartitionIsEmpty() {
        assertThat(store().scan(Scan.of(newPartition()))).isEqualTo(new ScanPage(List.of(), false));
    }

    @Test
    default void aScanReturnsWholeRecordsOfItsPartitionAlone() {
        String partition = newPartition();
        fill(partition + "-", "a", "b");
        fill(partition.substring(0, partition.length() - 1), "a", "b");
        Commit commit = fill(partition, "b", "a");
        assertThat(store().scan(Scan.of(partition)).records())
                .containsExactly(
                        new StateRecord(new StateKey(partition, "a"), value("a"), commit.id()),
                        new StateRecord(new StateKey(partition, "b"), value("b"), commit.id()));
    }

    @Test
    default void aScanIsInTheOrderOfUnsignedUtf8Bytes() {
        String partition = newPartition();
        List<String> sorts = Arrays.asList(
                " ",
                "!",
                "0",
                "00",
                "1",
                "A",
                "a",
                "a ",
                "a!",
                "aa",
                "ab",
                "b",
                "~",
                "\u00a0",
                "é",
                "\u07ff",
                "\u0800",
                "\ud7ff",
                "\ue000",
                "\ufffd",
                "\ud800\udc00",
                "\ud83d\ude00",
                "\udbff\udffd");
        Collections.shuffle(sorts, new java.util.Random(1));
        fill(partition, sorts.toArray(String[]::new));
        sorts.sort((x, y) ->
                Arrays.compareUnsigned(x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8)));
        assertThat(sorts(Scan.of(partition))).isEqualTo(sorts);
        assertThat(sorts(Scan.of(partition).reversed())).isEqualTo(Lists.reverse(sorts));
    }

    @Test
    default void boundsIncludeTheLowerAndExcludeTheUpper() {
        String partition = newPartition();
        fill(partition, "a", "b", "c", "d");
        Scan all = Scan.of(partition);
        assertThat(sorts(all.from("b"))).containsExactly("b", "c", "d");
        assertThat(sorts(all.after("b"))).containsExactly("c", "d");
        assertThat(sorts(all.after("bb"))).containsExactly("c", "d");
        assertThat(sorts(all.before("c"))).containsExactly("a", "b");
        assertThat(sorts(all.from("b").before("d"))).containsExactly("b", "c");
        assertThat(sorts(all.from("b").before("d").reversed())).containsExactly("c", "b");
        assertThat(sorts(all.after("a").before("b"))).isEmpty();
        assertThat(sorts(all.from("d").before("a"))).isEmpty();
        assertThat(sorts(all.from("c").before("c"))).isEmpty();
        assertThat(sorts(all.from("e"))).isEmpty();
    }

    @Test
    default void aPrefixSelectsWhatStartsWithIt() {
        String partition = newPartition();
        fill(partition, "a", "a/", "a/1", "a/\udbff\udffd", "a0", "b", "z~", "z~1", "z\u00a0", "\ud7ff1", "\ue000");
        assertThat(sorts(Scan.of(partition).prefix("a/"))).containsExactly("a/", "a/1", "a/\udbff\udffd");
        assertThat(sorts(Scan.of(partition).prefix("z~"))).containsExactly("z~", "z~1");
        assertThat(sorts(Scan.of(partition).prefix("\ud7ff"))).containsExactly("\ud7ff1");
        assertThat(sorts(Scan.of(partition).prefix("a/").reversed())).containsExactly("a/\udbff\udffd", "a/1", "a/");
    }

    @Test
    default void aPageHasTheRecordsUpToTheLimitAndSaysWhetherThereAreMore() {
        String partition = newPartition();
        fill(partition, "a", "b", "c");
        ScanPage page = store().scan(Scan.of(partition).limit(2));
        assertThat(page.records()).extracting(r -> r.key().sort()).containsExactly("a", "b");
        assertThat(page.more()).isTrue();
        page = store().scan(Scan.of(partition).limit(2).behind(page.records().get(1)));
        assertThat(page.records()).extracting(r -> r.key().sort()).containsExactly("c");
        assertThat(page.more()).isFalse();
        assertThat(store().scan(Scan.of(partition).limit(4)).more()).isFalse();
    }

    @Test
    default void scanAllWalksAllPagesInBothDirections() {
        String partition = newPartition();
        String[] sorts = IntStream.range(0, 250).mapToObj(StateKey::number).toArray(String[]::new);
        Lists.partition(Arrays.asList(sorts), StateStore.MAX_WRITES)
                .forEach(part -> fill(partition, part.toArray(String[]::new)));
        Scan some = Scan.of(partition).after(sorts[10]).before(sorts[240]).limit(7);
        List<String> expected = Arrays.asList(sorts).subList(11, 240);
        assertThat(sorts(some)).isEqualTo(expected);
        assertThat(sorts(some.reversed())).isEqualTo(Lists.reverse(expected));
    }

    @Test
    default void largeRecordsMakeShortPagesThatLoseNothing() {
        String partition = newPartition();
        StateValue large = StateValue.wrap(new byte[StateStore.MAX_VALUE_BYTES]);
        String[] sorts = IntStream.range(0, 30).mapToObj(StateKey::number).toArray(String[]::new);
        for (String sort : sorts) {
            store().commitOrFail(Commit.builder()
                    .put(new StateKey(partition, sort), large, Condition.absent())
                    .build());
        }
        assertThat(store().scan(Scan.of(partition)).records().size())
                .isBetween(1, StateStore.MAX_PAGE_BYTES / StateStore.MAX_VALUE_BYTES + 1);
        assertThat(sorts(Scan.of(partition))).containsExactly(sorts);
        assertThat(sorts(Scan.of(partition).reversed())).isEqualTo(Lists.reverse(Arrays.asList(sorts)));
    }

    @Test
    default void deletedRecordsAreNotScanned() {
        String partition = newPartition();
        fill(partition, "a", "b", "c");
        store().commitOrFail(Commit.builder()
                .delete(new StateKey(partition, "b"), Condition.any())
                .build());
        assertThat(sorts(Scan.of(partition).limit(1))).containsExactly("a", "c");
    }

    private List<String> sorts(Scan scan) {
        return ImmutableList.copyOf(store().scanAll(scan)).stream()
                .map(record -> record.key().sort())
                .toList();
    }

    private Commit fill(String partition, String... sorts) {
        Commit.Builder commit = Commit.builder();
        for (String sort : sorts) {
            commit.put(new StateKey(partition, sort), value(sort), Condition.any());
        }
        Commit built = commit.build();
        assertThat(store().commit(built)).isEmpty();
        return built;
    }
}
