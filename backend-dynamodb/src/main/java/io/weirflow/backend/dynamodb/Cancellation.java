package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Conflict;
import io.weirflow.store.Conflict.FailedWrite;
import io.weirflow.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Why a transaction was canceled, read from its reasons, which are in the order of the commit's writes.
 *
 * @param conflicts the writes whose condition did not hold
 * @param tookEffect whether a record shows that the commit has taken effect before
 * @param contention the first reason that says nothing about conditions, but that something else was under way
 * @param refusal the first reason that makes the commit impossible
 */
record Cancellation(
        List<FailedWrite> conflicts, boolean tookEffect, Optional<Failure> contention, Optional<Failure> refusal) {

    static Cancellation of(TransactionCanceledException e, Commit commit) {
        List<FailedWrite> conflicts = new ArrayList<>();
        boolean tookEffect = false;
        Optional<Failure> contention = Optional.empty();
        Optional<Failure> refusal = Optional.empty();
        List<CancellationReason> reasons = e.cancellationReasons();
        if (reasons.size() != commit.writes().size()) {
            refusal = Optional.of(Failure.ofMessage("without a reason for each write: " + e.getMessage()));
        }
        for (int i = 0; i < Math.min(reasons.size(), commit.writes().size()); i++) {
            CancellationReason reason = reasons.get(i);
            Write write = commit.writes().get(i);
            String code = reason.code() == null ? "None" : reason.code();
            if (code.equals("ConditionalCheckFailed")) {
                Optional<CommitId> found = StateItems.versionOf(reason.item());
                tookEffect |= write instanceof Write.Put && found.equals(Optional.of(commit.id()));
                conflicts.add(new FailedWrite(i, write, found));
            } else if (DynamoFailures.isContended(code) || DynamoFailures.isThrottled(code)) {
                contention = contention.or(() -> Optional.of(failure(reason, write)));
            } else if (!code.equals("None")) {
                refusal = refusal.or(() -> Optional.of(failure(reason, write)));
            }
        }
        return new Cancellation(conflicts, tookEffect, contention, refusal);
    }

    /** Returns what it means that an earlier sending is still being executed. */
    static Cancellation inProgress(TransactionInProgressException e) {
        Failure why =
                Failure.of(ErrorKind.OUTCOME_UNKNOWN, "", "an earlier sending is still under way: " + e.getMessage());
        return new Cancellation(List.of(), false, Optional.of(why), Optional.empty());
    }

    private static Failure failure(CancellationReason reason, Write write) {
        String message = reason.message() == null ? reason.code() : reason.code() + ": " + reason.message();
        return Failure.of(DynamoFailures.kind(reason.code()), "write", message, write.key());
    }

    /** Tells whether trying again may help: something was under way, and nothing makes the commit impossible. */
    boolean isPassing() {
        return !tookEffect && refusal.isEmpty() && contention.isPresent();
    }

    /** Tells whether an earlier sending is still being executed, so that there may be an effect yet. */
    boolean isOpen() {
        return contention.filter(why -> why.is(ErrorKind.OUTCOME_UNKNOWN)).isPresent();
    }

    /** Returns the conflict if conditions did not hold. */
    Optional<Conflict> conflict(CommitId id) {
        return conflicts.isEmpty() ? Optional.empty() : Optional.of(new Conflict(id, conflicts));
    }

    /** Returns the failure if neither conditions nor contention are to blame. */
    WeirflowException toException(String operation, String table) {
        Failure why = refusal.or(() -> contention).orElseGet(() -> Failure.ofMessage("canceled without a reason"));
        ErrorKind kind = why.effectiveKind();
        return new WeirflowException(why.wrap(kind, operation, table));
    }
}
