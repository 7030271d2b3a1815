package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The tables of the database and their version, which is kept in {@code user_version}. */
final class Schema {
    /** What marks the database as ours: {@code WEIR} in {@code application_id}. */
    static final int APPLICATION = 0x57454952;

    static final int VERSION = 1;

    private static final String ASSOC = """
            CREATE TABLE assoc (
              kind TEXT NOT NULL,
              digest BLOB NOT NULL,
              reference BLOB,
              inline BLOB,
              used INTEGER NOT NULL,
              labels TEXT NOT NULL,
              PRIMARY KEY (kind, digest)
            ) WITHOUT ROWID""";

    private Schema() {}

    /** Creates the tables in an empty database; refuses one that is not ours or of a later version. */
    static void prepare(DatabaseSession session, Path file) throws SQLException {
        int application = number(session, "PRAGMA application_id");
        int version = number(session, "PRAGMA user_version");
        if (application == APPLICATION && version <= VERSION) {
            return;
        }
        if (application == APPLICATION) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "open database",
                    "it has version " + version + ", this library knows versions up to " + VERSION
                            + ": use a later release",
                    file);
        }
        if (application != 0 || version != 0 || number(session, "SELECT count(*) FROM sqlite_master") > 0) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "open database", "this database belongs to another program", file);
        }
        session.execute(ASSOC);
        session.execute("PRAGMA application_id = " + APPLICATION);
        session.execute("PRAGMA user_version = " + VERSION);
    }

    private static int number(DatabaseSession session, String query) throws SQLException {
        try (ResultSet rows = session.statement(query).executeQuery()) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }
}
