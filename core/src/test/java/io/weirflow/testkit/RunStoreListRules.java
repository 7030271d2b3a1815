package io.weirflow.testkit;

import static io.weirflow.run.graph.Conclusion.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.Ulid;
import io.weirflow.run.Membership;
import io.weirflow.run.RunOptions;
import io.weirflow.run.RunPage;
import io.weirflow.run.RunQuery;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What lists of runs contain. */
interface RunStoreListRules extends RunStoreRules {
    private List<Ulid> list(RunQuery query) {
        return world().runs().listRuns(query).runs().stream()
                .map(RunSummary::id)
                .toList();
    }

    @Test
    default void listsWithBoundsWorkAtTheirEdges() {
        Instant now = world().clock().instant();
        assertThat(list(RunQuery.ALL.newest(now).oldest(now))).isEmpty();
        List<Ulid> runs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            runs.add(0, world().runs().startRun(RunWorld.graph("a")).id());
            world().clock().advance(Duration.ofMillis(1));
        }

        assertThat(list(RunQuery.ALL)).isEqualTo(runs);
        assertThat(list(RunQuery.ALL.limit(0))).isEqualTo(runs);
        assertThat(list(RunQuery.ALL.limit(4))).isEqualTo(runs);
        assertThat(list(RunQuery.ALL.limit(2))).isEqualTo(runs.subList(0, 2));
        assertThat(list(RunQuery.ALL.newest(now.minusMillis(1)))).isEmpty();
        assertThat(list(RunQuery.ALL.newest(Instant.MAX).oldest(Instant.MIN))).isEqualTo(runs);
        assertThat(list(RunQuery.ALL.newest(now).oldest(now.plusMillis(1)))).isEmpty();
        assertThat(list(RunQuery.ALL.newest(now.plusMillis(1)).oldest(now.plusMillis(1))))
                .isEqualTo(runs.subList(1, 2));
    }

    @Test
    default void runsOfTheSameMillisecondAreInTheOrderOfTheirStart() {
        List<Ulid> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            runs.add(world().runs().startRun(RunWorld.graph("a")).id());
        }

        assertThat(runs).isSorted();
        assertThat(list(RunQuery.ALL))
                .isEqualTo(runs.stream().sorted(Comparator.reverseOrder()).toList());
    }

    @Test
    default void pagesFollowEachOtherWithoutGapsOrRepetitions() {
        for (int i = 0; i < 7; i++) {
            world().runs().startRun(RunWorld.graph("a"), RunOptions.DEFAULT.withLabel("even", "" + (i % 2 == 0)));
        }
        for (RunQuery query : List.of(RunQuery.ALL, RunQuery.ALL.label("even", "true"))) {
            List<Ulid> paged = new ArrayList<>();
            Optional<RunQuery> next = Optional.of(query.limit(2));
            while (next.isPresent()) {
                RunPage page = world().runs().listRuns(next.get());
                assertThat(page.runs()).hasSizeBetween(next.equals(Optional.of(query.limit(2))) ? 1 : 0, 2);
                page.runs().forEach(run -> paged.add(run.id()));
                next = page.next().map(query.limit(2)::after);
            }
            assertThat(paged).isEqualTo(list(query)).doesNotHaveDuplicates();
        }
        assertThat(list(RunQuery.ALL.label("even", "true"))).hasSize(4);
        assertThat(list(RunQuery.ALL.label("even", "false"))).hasSize(3);
        assertThat(list(RunQuery.ALL.label("odd", "true"))).isEmpty();
    }

    @Test
    default void runsAreFoundByTheirStatus() {
        Ulid complete = world().start(RunWorld.graph("a"));
        Membership me = world().join("me");
        world().complete(me, complete, "a", SUCCESS);
        Ulid running = world().start(RunWorld.graph("a-b"));

        assertThat(list(RunQuery.ALL.statuses(RunStatus.COMPLETED))).containsExactly(complete);
        assertThat(list(RunQuery.ALL.statuses(RunStatus.RUNNING, RunStatus.WAITING)))
                .containsExactly(running);
        assertThat(world().runs().stats().waiting()).isEqualTo(1);
        assertThat(world().runs().stats().ready()).isEqualTo(1);
        world().claim(me, running, "a");
        assertThat(world().runs().stats().running()).isEqualTo(1);
        assertThat(world().runs().stats().ready()).isZero();
    }
}
