package io.weirflow.exec.process;

import com.google.common.base.Ticker;
import io.weirflow.exec.staged.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * The processes of a Linux system. Members of a command are its shell, its process group, all descendants of these, and whatever
 * carries its token in its environment.
 */
final class LinuxProcesses implements ProcessTable {
    private static final long YOUNG_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SNAPSHOT_NANOS = Duration.ofMillis(20).toNanos();
    private static final int MAX_PROBES = 300;
    private static final int MAX_LISTINGS = 3;
    private static final long PAUSE_NANOS = 200_000;
    private static final long NANOS_PER_TICK = 10_000_000;

    private final ProcFiles proc;
    private final Ticker ticker;
    private final TokenReader tokens;
    private List<ProcStat> snapshot = List.of();
    private long snapshotAt;

    /**
     * What was seen of a process.
     *
     * @param isMember whether it is one by itself, not only as a descendant
     */
    private record Found(ProcStat stat, boolean isMember) {}

    LinuxProcesses(ProcFiles proc, Ticker ticker) {
        this.proc = proc;
        this.ticker = ticker;
        this.tokens = new TokenReader(proc, () -> LockSupport.parkNanos(PAUSE_NANOS));
        this.snapshotAt = ticker.read() - SNAPSHOT_NANOS - 1;
    }

    @Override
    public List<Long> members(Target target) {
        return ids(recent().stream()
                .map(stat -> new Found(stat, belongs(stat, target)))
                .toList());
    }

    @Override
    public List<Long> allMembers(Target target) {
        return all(stat -> belongs(stat, target) || tokens.carries(stat, target.token()));
    }

    /**
     * Ids are given in ascending order: what a command has started is between its own id and the last one given. Just after its
     * start these are few, and cheaper to look at than all processes.
     */
    @Override
    public List<Long> strays(Target target, long ageNanos) {
        Predicate<ProcStat> isMember = stat -> belongs(stat, target) || tokens.carries(stat, target.token());
        List<Found> found = new ArrayList<>();
        return ageNanos <= YOUNG_NANOS && lookAfter(target.pid() - 1, isMember, found) ? ids(found) : all(isMember);
    }

    @Override
    public List<Long> marked(String tokenPrefix) {
        return all(stat -> tokens.carriesPrefix(stat, tokenPrefix));
    }

    private List<Long> all(Predicate<ProcStat> isMember) {
        List<Found> found = new ArrayList<>();
        boolean complete = false;
        for (int i = 0; i < MAX_LISTINGS && !complete; i++) {
            Optional<Long> last = proc.lastPid();
            found.clear();
            proc.pids().forEach(pid -> look(pid, isMember, found));
            complete = last.isEmpty() || lookAfter(last.get(), isMember, found);
        }
        return ids(found);
    }

    /**
     * Looks at all processes that were started after another one, also at those that these start meanwhile: one that is looked at
     * too late, since it has ended, has given its children ids that are looked at later.
     *
     * @return whether that was possible: not when ids have begun again from the lowest, nor when there are too many
     */
    private boolean lookAfter(long first, Predicate<ProcStat> isMember, List<Found> found) {
        long seen = first;
        for (long last = proc.lastPid().orElse(-1L);
                last != seen;
                last = proc.lastPid().orElse(-1L)) {
            if (last < seen || last - first > MAX_PROBES) {
                return false;
            }
            while (seen < last) {
                seen++;
                look(seen, isMember, found);
            }
        }
        return true;
    }

    private void look(long pid, Predicate<ProcStat> isMember, List<Found> found) {
        if (proc.exists(pid)) {
            proc.stat(pid).ifPresent(stat -> found.add(new Found(stat, isMember.test(stat))));
        }
    }

    private static boolean belongs(ProcStat stat, Target target) {
        return stat.pid() == target.pid() || stat.group() == target.pid();
    }

    /** Returns all processes as they were a moment ago, so that a round of samples reads them once. */
    private synchronized List<ProcStat> recent() {
        long now = ticker.read();
        if (now - snapshotAt > SNAPSHOT_NANOS) {
            snapshot =
                    proc.pids().stream().flatMap(pid -> proc.stat(pid).stream()).toList();
            snapshotAt = ticker.read();
        }
        return snapshot;
    }

    /** Returns the ids of those that are members by themselves and of all their descendants, as far as they live. */
    private static List<Long> ids(List<Found> all) {
        List<ProcStat> family = new ArrayList<>();
        Set<Long> pids = new HashSet<>();
        List<ProcStat> rest = new ArrayList<>(all.size());
        for (Found found : all) {
            if (found.isMember) {
                family.add(found.stat);
                pids.add(found.stat.pid());
            } else {
                rest.add(found.stat);
            }
        }
        boolean grown = !family.isEmpty();
        while (grown) {
            grown = rest.removeIf(stat -> pids.contains(stat.parent()) && family.add(stat) && pids.add(stat.pid()));
        }
        return family.stream()
                .filter(ProcStat::isAlive)
                .map(ProcStat::pid)
                .distinct()
                .toList();
    }

    @Override
    public boolean isEnding(long pid) {
        return proc.stat(pid).filter(ProcStat::isEnding).isPresent();
    }

    @Override
    public Usage usage(List<Long> pids) {
        long ticks = 0;
        long resident = 0;
        long peak = 0;
        int known = 0;
        for (long pid : pids) {
            Optional<ProcStat> stat = proc.stat(pid);
            Optional<String> status = proc.text(pid + "/status");
            if (stat.isPresent() && status.isPresent()) {
                known++;
                ticks += stat.get().cpuTicks();
                resident += kibibytes(status.get(), "VmRSS:");
                peak = Math.max(peak, kibibytes(status.get(), "VmHWM:"));
            }
        }
        return known == 0
                ? Usage.UNKNOWN
                : new Usage(
                        Optional.of(Duration.ofNanos(ticks * NANOS_PER_TICK)),
                        // The highest mark of one process tells of peaks between two samples.
                        OptionalLong.of(Math.max(resident, peak) * 1024));
    }

    private static long kibibytes(String status, String field) {
        int at = status.indexOf(field);
        if (at < 0) {
            return 0;
        }
        int end = status.indexOf(" kB", at);
        return end < 0
                ? 0
                : Long.parseLong(status.substring(at + field.length(), end).strip());
    }

    @Override
    public List<String> commands(List<Long> pids) {
        List<String> commands = new ArrayList<>();
        for (long pid : pids) {
            proc.read(pid + "/cmdline")
                    .map(line -> new String(line, StandardCharsets.UTF_8)
                            .replace('\0', ' ')
                            .strip())
                    .filter(line -> !line.isEmpty())
                    .ifPresent(commands::add);
        }
        return commands;
    }
}
