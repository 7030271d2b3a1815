package io.weirflow.store;

import java.util.Optional;

/** What must hold of a record for a write on its key to happen. */
public sealed interface Condition {
    /** Holds always. */
    enum Any implements Condition {
        /** The only value. */
        ANY;

        @Override
        public boolean holdsFor(Optional<CommitId> found) {
            return true;
        }

        @Override
        public String toString() {
            return "any";
        }
    }

    /** Holds if there is no record. */
    enum Absent implements Condition {
        /** The only value. */
        ABSENT;

        @Override
        public boolean holdsFor(Optional<CommitId> found) {
            return found.isEmpty();
        }

        @Override
        public String toString() {
            return "absent";
        }
    }

    /**
     * Holds if there is a record and it has the given version.
     *
     * @param version the version
     */
    record AtVersion(CommitId version) implements Condition {
        @Override
        public boolean holdsFor(Optional<CommitId> found) {
            return found.isPresent() && found.get().equals(version);
        }

        @Override
        public String toString() {
            return "version " + version;
        }
    }

    /** Returns the condition that always holds. */
    static Condition any() {
        return Any.ANY;
    }

    /** Returns the condition that there is no record. */
    static Condition absent() {
        return Absent.ABSENT;
    }

    /** Returns the condition that the record has a version. */
    static Condition at(CommitId version) {
        return new AtVersion(version);
    }

    /** Returns the condition that the record still is the one that was read. */
    static Condition unchanged(StateRecord record) {
        return new AtVersion(record.version());
    }

    /** Returns the condition that nothing has changed since a read: at the version found, or still absent. */
    static Condition unchanged(Optional<StateRecord> read) {
        return read.map(Condition::unchanged).orElse(Absent.ABSENT);
    }

    /** Tells whether the condition holds for a record of the given version, or for no record. */
    boolean holdsFor(Optional<CommitId> found);
}
