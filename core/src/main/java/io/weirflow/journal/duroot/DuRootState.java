package io.weirflow.journal.duroot;

import java.util.Optional;

/**
 * How far a workflow has come.
 *
 * @param id its identity
 * @param code its state
 * @param registry the registry that lists it; empty while it is uninitialized
 * @param root what it measures
 * @param usages how many usages were appended
 * @param status with what it was completed
 */
public record DuRootState(
        String id, Code code, String registry, Optional<RootInfo> root, long usages, Optional<DuRootStatus> status) {
    /** The states, in their order. */
    public enum Code {
        /** It does not exist, or was deleted. */
        UNINITIALIZED,
        /** It waits for a worker. */
        INITIALIZED,
        /** Usages were appended. */
        APPENDING,
        /** All usages were appended, or it ended early: its status tells. */
        COMPLETED,
        /** The index knows that it is completed; nothing follows. */
        TERMINATED
    }

    static DuRootState initial(String id) {
        return new DuRootState(id, Code.UNINITIALIZED, "", Optional.empty(), 0, Optional.empty());
    }

    DuRootState initialized(String inRegistry, RootInfo of) {
        return new DuRootState(id, Code.INITIALIZED, inRegistry, Optional.of(of), 0, Optional.empty());
    }

    DuRootState appended() {
        return new DuRootState(id, Code.APPENDING, registry, root, usages + 1, status);
    }

    DuRootState completed(DuRootStatus with) {
        return new DuRootState(id, Code.COMPLETED, registry, root, usages, Optional.of(with));
    }

    DuRootState terminated() {
        return new DuRootState(id, Code.TERMINATED, registry, root, usages, status);
    }
}
