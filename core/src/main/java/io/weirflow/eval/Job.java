package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.cache.Claims;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.resource.Resources;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node's work at the executor, through all its attempts. The evaluation's thread and the workers hand it to each other
 * through queues; only one of them has it at a time.
 */
final class Job {
    final int node;
    final Flow flow;
    final List<Fileset> inputs;
    /** What is asked for where nothing else is learned from attempts. */
    final Resources asked;

    /** What the work is, by what its exec is named. */
    final Digest identity;

    /** Who may take over the exec if it is there already: empty for everybody, else only the evaluation of this name. */
    final String adopter;

    /** What the source of an import was seen to hold before. */
    final Optional<Fileset> source;

    /** The environment that the key covers. */
    final String environment;

    /** When its inputs were taken, by {@link Recovery#now}. */
    final int inputsTaken;

    Resources resources;
    /** When it came into its queue, by a count. */
    long since;
    /** Its place among those that run. */
    int place;

    Digest execId;
    int attempts;
    boolean joined;
    int troubles;

    /** The inputs as the executor loaded them, until they are unloaded. */
    List<Fileset> loaded = List.of();

    @Nullable
    Exec exec;

    Ending ending = Ending.PENDING;

    /** The keys under which others may store the result; none if the work is not claimed. */
    List<Digest> claimKeys = List.of();

    Optional<Claims.Claim> claim = Optional.empty();
    Turn turn = Turn.RUN;
    /** How often it has waited for others. */
    int waits;

    /** Which content of the inputs was found missing after trouble. */
    Set<Digest> lost = Set.of();

    Job(
            int node,
            Flow flow,
            List<Fileset> inputs,
            Resources asked,
            Digest identity,
            String adopter,
            Optional<Fileset> source,
            String environment,
            int inputsTaken) {
        this.node = node;
        this.flow = flow;
        this.inputs = inputs;
        this.asked = asked;
        this.resources = asked;
        this.identity = identity;
        this.adopter = adopter;
        this.source = source;
        this.environment = environment;
        this.inputsTaken = inputsTaken;
        this.execId = identity;
    }

    /** Whose turn it is to do the work. */
    enum Turn {
        /** This evaluation's. */
        RUN,
        /** Another process has claimed it. */
        OTHERS,
        /** Another process has done it, and the result was found. */
        DONE_BY_OTHERS,
        /** Nobody's at present: trouble came up before it was put to the executor. */
        ENDED
    }

    /**
     * How an attempt ended: with a value; with a failure of the work itself, of which details may be known; or with trouble
     * of the executor, which says nothing about the work.
     */
    record Ending(
            Optional<Fileset> value,
            Optional<Failure> failure,
            Optional<ExecFailedException.Details> details,
            Optional<Failure> trouble) {
        /** It has not ended. */
        static final Ending PENDING =
                new Ending(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        static Ending of(Fileset value) {
            return new Ending(Optional.of(value), Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Ending failed(Failure failure, Optional<ExecFailedException.Details> details) {
            return new Ending(Optional.empty(), Optional.of(failure), details, Optional.empty());
        }

        static Ending trouble(Failure trouble) {
            return new Ending(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(trouble));
        }
    }
}
