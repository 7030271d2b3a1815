package io.weirflow.exec.process;

import com.google.common.base.Ticker;
import io.weirflow.exec.staged.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The processes of a Linux system. Members of a command are its shell, its process group, all descendants of these, and whatever
 * carries its token in its environment.
 */
final class LinuxProcesses implements ProcessTable {
    private static final long YOUNG_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SNAPSHOT_NANOS = Duration.ofMillis(20).toNanos();
    private static final int MAX_PROBES = 300;
    private static final long NANOS_PER_TICK = 10_000_000;

    private final ProcFiles proc;
    private final Ticker ticker;
    private List<ProcStat> snapshot = List.of();
    private long snapshotAt;

    LinuxProcesses(ProcFiles proc, Ticker ticker) {
        this.proc = proc;
        this.ticker = ticker;
        this.snapshotAt = ticker.read() - SNAPSHOT_NANOS - 1;
    }

    @Override
    public List<Long> members(Target target) {
        return ids(family(recent(), stat -> belongs(stat, target)));
    }

    @Override
    public List<Long> allMembers(Target target) {
        List<ProcStat> all = read(proc.pids());
        return ids(family(all, stat -> belongs(stat, target) || carries(stat, target.token(), true)));
    }

    /**
     * Ids are given in ascending order: what a command has started is between its own id and the last one given. Just after its
     * start these are few, and cheaper to look at than all processes.
     */
    @Override
    public List<Long> strays(Target target, long ageNanos) {
        Optional<Long> last = proc.lastPid();
        if (ageNanos > YOUNG_NANOS
                || last.isEmpty()
                || last.get() < target.pid()
                || last.get() - target.pid() > MAX_PROBES) {
            return allMembers(target);
        }
        List<Long> pids = new ArrayList<>();
        for (long pid = target.pid(); pid <= last.get(); pid++) {
            if (proc.exists(pid)) {
                pids.add(pid);
            }
        }
        return ids(family(read(pids), stat -> belongs(stat, target) || carries(stat, target.token(), true)));
    }

    @Override
    public List<Long> marked(String tokenPrefix) {
        return ids(family(read(proc.pids()), stat -> carries(stat, tokenPrefix, false)));
    }

    private static boolean belongs(ProcStat stat, Target target) {
        return stat.pid() == target.pid() || stat.group() == target.pid();
    }

    /** Reads the environment with which a process was started. */
    private boolean carries(ProcStat stat, String token, boolean whole) {
        String wanted = '\0' + Marker.NAME + '=' + token + (whole ? "\0" : "");
        return proc.text(stat.pid() + "/environ")
                .map(environment -> ('\0' + environment + '\0').contains(wanted))
                .orElse(false);
    }

    /** Returns the processes that fulfil a condition, and all their descendants. */
    private static List<ProcStat> family(List<ProcStat> all, Predicate<ProcStat> condition) {
        List<ProcStat> family = new ArrayList<>();
        Set<Long> pids = new HashSet<>();
        List<ProcStat> rest = new ArrayList<>(all.size());
        for (ProcStat stat : all) {
            if (condition.test(stat)) {
                family.add(stat);
                pids.add(stat.pid());
            } else {
                rest.add(stat);
            }
        }
        boolean grown = !family.isEmpty();
        while (grown) {
            grown = rest.removeIf(stat -> pids.contains(stat.parent()) && family.add(stat) && pids.add(stat.pid()));
        }
        return family;
    }

    private List<ProcStat> read(List<Long> pids) {
        List<ProcStat> stats = new ArrayList<>(pids.size());
        for (long pid : pids) {
            proc.stat(pid).ifPresent(stats::add);
        }
        return stats;
    }

    /** Returns all processes as they were a moment ago, so that a round of samples reads them once. */
    private synchronized List<ProcStat> recent() {
        long now = ticker.read();
        if (now - snapshotAt > SNAPSHOT_NANOS) {
            snapshot = List.copyOf(read(proc.pids()));
            snapshotAt = ticker.read();
        }
        return snapshot;
    }

    private static List<Long> ids(List<ProcStat> stats) {
        Set<Long> ids = new LinkedHashSet<>();
        for (ProcStat stat : stats) {
            if (stat.isAlive()) {
                ids.add(stat.pid());
            }
        }
        return List.copyOf(ids);
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
