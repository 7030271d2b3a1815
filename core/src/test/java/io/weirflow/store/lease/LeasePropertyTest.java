package io.weirflow.store.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.store.Commit;
import io.weirflow.testkit.FaultyStateStore;
import io.weirflow.testkit.FaultyStateStore.Fault;
import io.weirflow.testkit.FaultyStateStore.Plan;
import io.weirflow.testkit.LeaseWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Processes that come, go, crash, are paused and have clocks that jump. */
class LeasePropertyTest {
    private static final String NAME = "x";

    /** A process, and what it believes to hold. */
    private static final class Actor {
        final LeaseWorld.Member member;
        final Session session;
        Lease lease;

        Actor(LeaseWorld.Member member) {
            this.member = member;
            this.session = member.open("process");
        }
    }

    @Property(tries = 200)
    void tokensGrowAndNobodyWithinHisTimeToLiveIsReplaced(@ForAll long seed) {
        Random random = new Random(seed);
        LeaseWorld world = new LeaseWorld();
        List<Actor> processes = new ArrayList<>();
        long lastToken = 0;
        for (int i = 0; i < 150; i++) {
            if (processes.size() < 3) {
                start(world, seed + i).ifPresent(processes::add);
                continue;
            }
            Actor process = processes.get(random.nextInt(processes.size()));
            try {
                lastToken = act(process, world, random, lastToken);
            } catch (RuntimeException e) {
                if (!process.member.view.hasCrashed()) {
                    throw e;
                }
                processes.remove(process);
            }
            checkHolders(processes, world);
        }
        world.pass(LeaseWorld.TTL);
        LeaseWorld.Member last = world.member();
        last.sessions.sweep();
        world.pass(LeaseWorld.TTL);
        last.sessions.sweep();
        assertThat(last.leases.tryAcquire(NAME, last.open("last")).orElseThrow().token())
                .isGreaterThan(lastToken);
    }

    /** Starts a process, which may crash in doing so. */
    private static Optional<Actor> start(LeaseWorld world, long seed) {
        LeaseWorld.Member member = world
        .new Member(Plan.random(new Random(seed), 0.03, Fault.REPLY_LOST, Fault.CRASH_BEFORE, Fault.CRASH_AFTER));
        try {
            return Optional.of(new Actor(member));
        } catch (FaultyStateStore.SimulatedCrash e) {
            return Optional.empty();
        }
    }

    private static long act(Actor process, LeaseWorld world, Random random, long lastToken) {
        switch (random.nextInt(7)) {
            case 0, 1 -> process.session.renew();
            case 2 -> process.member.sessions.sweep();
            case 3 -> world.pass(Duration.ofMillis(random.nextInt(5000)));
            case 4 -> process.member.clock.advance(Duration.ofMinutes(random.nextInt(240) - 120));
            case 5 -> {
                if (process.lease != null && random.nextBoolean()) {
                    process.lease.release();
                    process.lease = null;
                }
            }
            default -> {
                if (process.lease == null) {
                    process.lease = process.member
                            .leases
                            .tryAcquire(NAME, process.session)
                            .orElse(null);
                    if (process.lease != null) {
                        assertThat(process.lease.token()).isGreaterThan(lastToken);
                        return process.lease.token();
                    }
                }
            }
        }
        return lastToken;
    }

    private static void checkHolders(List<Actor> processes, LeaseWorld world) {
        int accepted = 0;
        for (Actor process : processes) {
            if (process.lease != null) {
                boolean passes =
                        world.store.commit(Commit.of(process.lease.check())).isEmpty();
                accepted += passes ? 1 : 0;
                assertThat(passes || !process.lease.isHeld())
                        .as("a holder within his time to live was replaced")
                        .isTrue();
            }
        }
        assertThat(accepted).as("holders whose commits are accepted").isLessThanOrEqualTo(1);
    }
}
