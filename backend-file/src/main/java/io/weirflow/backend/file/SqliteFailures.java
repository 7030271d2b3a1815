package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/** Maps what SQLite reports to failures: its result codes decide, of which the low eight bits are the primary one. */
final class SqliteFailures {
    private static final int PRIMARY = 0xff;

    private SqliteFailures() {}

    static WeirflowException of(SQLException e, Path file, String operation) {
        int code = e.getErrorCode() & PRIMARY;
        ErrorKind kind = kind(e, code);
        String found = e.getMessage() == null ? "SQLite error " + code : e.getMessage();
        Failure cause = new Failure(kind, "", List.of(), advice(code), Optional.of(Failure.ofMessage(found)));
        return new WeirflowException(cause.wrap(kind, operation, file), e);
    }

    private static ErrorKind kind(SQLException e, int code) {
        ErrorKind kind = kind(code);
        if (kind == ErrorKind.TEMPORARY && Thread.currentThread().isInterrupted()) {
            return ErrorKind.CANCELED; // which ended the wait for the database
        }
        // Frames may have reached the log that a recovery will find.
        boolean unknown = e instanceof DatabaseSession.CommitFailure && kind == ErrorKind.UNAVAILABLE;
        return unknown ? ErrorKind.OUTCOME_UNKNOWN : kind;
    }

    /** Tells whether another connection or process was in the way. */
    static boolean isBusy(SQLException e) {
        return kind(e.getErrorCode() & PRIMARY) == ErrorKind.TEMPORARY;
    }

    private static ErrorKind kind(int code) {
        return switch (SQLiteErrorCode.getErrorCode(code)) {
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL -> ErrorKind.TEMPORARY;
            case SQLITE_FULL, SQLITE_NOMEM -> ErrorKind.RESOURCES_EXHAUSTED;
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH -> ErrorKind.NOT_ALLOWED;
            case SQLITE_CORRUPT -> ErrorKind.INTEGRITY;
            case SQLITE_NOTADB -> ErrorKind.INVALID;
            case SQLITE_CANTOPEN, SQLITE_IOERR -> ErrorKind.UNAVAILABLE;
            case SQLITE_INTERRUPT -> ErrorKind.CANCELED;
            default -> ErrorKind.OTHER;
        };
    }

    private static String advice(int code) {
        return switch (SQLiteErrorCode.getErrorCode(code)) {
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                "another process holds the database for long: try again";
            case SQLITE_FULL -> "the disk is full: free some space";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH -> "the database or its folder is read-only";
            case SQLITE_CORRUPT -> "the database is damaged: move it away and start with an empty one";
            case SQLITE_NOTADB -> "this is not an SQLite database: name another file, or move it away";
            case SQLITE_CANTOPEN -> "the database cannot be opened: check that its folder exists and can be written";
            case SQLITE_IOERR -> "the disk reported an error";
            default -> "";
        };
    }
}
