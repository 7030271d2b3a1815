package io.weirflow.exec.process;

import io.weirflow.exec.staged.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes of a system without {@code /proc}, as far as {@link ProcessHandle} knows them: a command's shell and its
 * descendants, and what had been seen to be a descendant before its parent ended.
 */
final class HandleProcesses implements ProcessTable {
    private final Map<Target, Set<ProcessHandle>> seen = new ConcurrentHashMap<>();

    @Override
    public List<Long> members(Target target) {
        Set<ProcessHandle> handles = seen.computeIfAbsent(target, key -> ConcurrentHashMap.newKeySet());
        ProcessHandle.of(target.pid()).ifPresent(handles::add);
        for (ProcessHandle handle : Set.copyOf(handles)) {
            handle.descendants().forEach(handles::add);
        }
        handles.removeIf(handle -> !handle.isAlive());
        return handles.stream().map(ProcessHandle::pid).toList();
    }

    @Override
    public List<Long> allMembers(Target target) {
        return members(target);
    }

    @Override
    public List<Long> strays(Target target, long ageNanos) {
        List<Long> members = members(target);
        if (members.isEmpty()) {
            seen.remove(target);
        }
        return members;
    }

    @Override
    public List<Long> marked(String tokenPrefix) {
        return List.of();
    }

    @Override
    public boolean isEnding(long pid) {
        return false;
    }

    @Override
    public Usage usage(List<Long> pids) {
        Duration total = Duration.ZERO;
        boolean known = false;
        for (Optional<ProcessHandle> handle : handles(pids)) {
            Optional<Duration> time = handle.flatMap(h -> h.info().totalCpuDuration());
            known |= time.isPresent();
            total = total.plus(time.orElse(Duration.ZERO));
        }
        return known ? new Usage(Optional.of(total), OptionalLong.empty()) : Usage.UNKNOWN;
    }

    @Override
    public List<String> commands(List<Long> pids) {
        List<String> commands = new ArrayList<>();
        for (Optional<ProcessHandle> handle : handles(pids)) {
            handle.flatMap(h -> h.info().commandLine()).ifPresent(commands::add);
        }
        return commands;
    }

    private static Set<Optional<ProcessHandle>> handles(List<Long> pids) {
        Set<Optional<ProcessHandle>> handles = new HashSet<>();
        pids.forEach(pid -> handles.add(ProcessHandle.of(pid)));
        return handles;
    }
}
