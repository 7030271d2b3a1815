package io.weirflow.backend.file;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.ConcurrentStateUsers;
import io.weirflow.testkit.FaultyStateStore;
import io.weirflow.testkit.FaultyStateStore.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random users of one database through several connections: what they saw has one order that explains it. */
class FileStateStorePropertyTest {
    private static Path folder;

    @BeforeContainer
    static void makeTheFolder() throws IOException {
        folder = Files.createTempDirectory("weirflow-state");
    }

    @AfterContainer
    static void deleteTheFolder() throws IOException {
        Files.delete(folder.resolve("state.db"));
        Files.delete(folder);
    }

    @Property(tries = 8)
    void commitsThatShareTransactionsAreLinearizable(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int users)
            throws Exception {
        try (FileStateStore first = FileStateStore.open(folder.resolve("state.db"));
                FileStateStore second = FileStateStore.open(folder.resolve("state.db"))) {
            List<StateStore> handles = new ArrayList<>();
            for (int i = 0; i < users; i++) {
                Random random = new Random(seed + i);
                handles.add(first);
                handles.add(new FaultyStateStore(
                        second, FaultyStateStore.Plan.random(random, 0.1, Fault.FAILS_BEFORE, Fault.REPLY_LOST)));
            }
            ConcurrentStateUsers.run(seed, handles, 30);
        }
    }
}
