package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables of a database, what marks it as ours, and their version.
 *
 * @param application what is kept in {@code application_id}
 * @param version what is kept in {@code user_version}
 * @param tables the statements that create the tables
 */
record Schema(int application, int version, List<String> tables) {
    /** The index of the cache, marked {@code WEIR}. */
    static final Schema ASSOC = new Schema(0x57454952, 1, List.of("""
            CREATE TABLE assoc (
              kind TEXT NOT NULL,
              digest BLOB NOT NULL,
              reference BLOB,
              inline BLOB,
              used INTEGER NOT NULL,
              labels TEXT NOT NULL,
              PRIMARY KEY (kind, digest)
            ) WITHOUT ROWID"""));

    /** Small records, marked {@code WEIS}. With row ids, since in a table without them larger values overflow. */
    static final Schema STATE = new Schema(0x57454953, 1, List.of("""
            CREATE TABLE state (
              partition TEXT NOT NULL,
              sort TEXT NOT NULL,
              version BLOB NOT NULL,
              value BLOB NOT NULL,
              PRIMARY KEY (partition, sort)
            )"""));

    /** Creates the tables in an empty database; refuses one that is not ours or of a later version. */
    void prepare(DatabaseSession session, Path file) throws SQLException {
        int foundApplication = number(session, "PRAGMA application_id");
        int foundVersion = number(session, "PRAGMA user_version");
        if (foundApplication == application && foundVersion <= version) {
            return;
        }
        if (foundApplication == application) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "open database",
                    "it has version " + foundVersion + ", this library knows versions up to " + version
                            + ": use a later release",
                    file);
        }
        if (foundApplication != 0 || foundVersion != 0 || number(session, "SELECT count(*) FROM sqlite_master") > 0) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "open database", "this database belongs to another program", file);
        }
        for (String table : tables) {
            session.execute(table);
        }
        session.execute("PRAGMA application_id = " + application);
        session.execute("PRAGMA user_version = " + version);
    }

    private static int number(DatabaseSession session, String query) throws SQLException {
        try (ResultSet rows = session.statement(query).executeQuery()) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }
}
