package io.weirflow.testkit;

import static io.weirflow.testkit.StateStoreRules.newKey;
import static io.weirflow.testkit.StateStoreRules.newPartition;
import static io.weirflow.testkit.StateStoreRules.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a {@link StateStore} promises if its state outlives the process and is shared by several. */
public abstract class SharedStateStoreContract {
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Opens a handle on the state that the current test uses. It is closed after the test if it is {@link AutoCloseable}. */
    protected abstract StateStore open() throws Exception;

    /** Starts a process with a handle on the same state. */
    protected abstract StateStoreProcess startProcess() throws Exception;

    @AfterEach
    final void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private StateStore opened() throws Exception {
        StateStore store = open();
        if (store instanceof AutoCloseable closeable) {
            opened.add(closeable);
        }
        return store;
    }

    private StateStoreProcess started() throws Exception {
        StateStoreProcess process = startProcess();
        opened.add(process);
        return process;
    }

    @Test
    void processesSeeEachOthersCommitsAtOnce() throws Exception {
        StateStore here = opened();
        StateStore there = started();
        StateKey key = newKey();
        for (int i = 0; i < 10; i++) {
            Commit commit = Commit.builder()
                    .put(key, value("round " + i), Condition.unchanged(here.get(key)))
                    .build();
            (i % 2 == 0 ? here : there).commitOrFail(commit);
            StateRecord record = new StateRecord(key, value("round " + i), commit.id());
            assertThat(here.get(key)).contains(record);
            assertThat(there.get(key)).contains(record);
            assertThat(there.scan(Scan.of(key.partition())).records()).containsExactly(record);
        }
    }

    @Test
    void aCommitOfAnotherProcessIsRecognisedWhenItIsSentAgain() throws Exception {
        Commit commit =
                Commit.builder().put(newKey(), value("x"), Condition.absent()).build();
        assertThat(started().commit(commit)).isEmpty();
        assertThat(opened().commit(commit)).isEmpty();
    }

    @Test
    void whatUsersInSeveralProcessesSeeIsExplainedByOneCommitAfterTheOther() throws Exception {
        StateStore here = opened();
        List<StateStore> handles = List.of(here, started(), started());
        for (int seed = 1; seed <= 3; seed++) {
            ConcurrentStateUsers.run(seed, handles, 40);
        }
    }

    @Test
    void processesThatStartAtOnceShareOneState() throws Exception {
        List<StateStoreProcess> processes = List.of(started(), started(), started());
        String partition = newPartition();
        for (int i = 0; i < processes.size(); i++) {
            processes
                    .get(i)
                    .commitOrFail(Commit.builder()
                            .put(new StateKey(partition, "by " + i), value("x"), Condition.absent())
                            .build());
        }
        for (StateStoreProcess process : processes) {
            assertThat(process.scan(Scan.of(partition)).records()).hasSize(processes.size());
        }
    }

    @Test
    void everythingIsThereAfterReopening() throws Exception {
        StateKey key = newKey();
        Commit commit =
                Commit.builder().put(key, value("kept"), Condition.absent()).build();
        StateStore first = open();
        first.commitOrFail(commit);
        if (first instanceof AutoCloseable closeable) {
            closeable.close();
        }
        assertThat(opened().get(key)).contains(new StateRecord(key, value("kept"), commit.id()));
    }

    @Test
    void acknowledgedCommitsSurviveAKillAndOthersAreThereWholeOrNotAtAll() throws Exception {
        Random random = new Random(1);
        StateStore here = opened();
        for (int round = 0; round < 4; round++) {
            String partition = newPartition();
            List<Integer> acknowledged = startProcess().hammerAndKill(partition, 1 + random.nextInt(60));
            List<StateRecord> records = ImmutableList.copyOf(here.scanAll(Scan.of(partition)));
            assertThat(numbers(records, "a/")).isEqualTo(numbers(records, "b/"));
            assertThat(numbers(records, "a/"))
                    .containsAll(acknowledged.stream().map(i -> "record " + i).toList());
            for (StateRecord record : records) {
                int number = Integer.parseInt(record.key().sort().substring(2));
                assertThat(record.value().utf8()).isEqualTo("record " + number);
            }
        }
    }

    private static List<String> numbers(List<StateRecord> records, String prefix) {
        return records.stream()
                .filter(record -> record.key().sort().startsWith(prefix))
                .map(record -> record.value().utf8())
                .collect(Collectors.toList());
    }
}
