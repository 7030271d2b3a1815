package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.nio.file.Path;
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
    /** The index of the cache, marked {@code WEIR}, and what is known of local files. */
    static final Schema ASSOC = new Schema(0x57454952, 1, List.of("""
            CREATE TABLE assoc (
              kind TEXT NOT NULL,       -- AssocKind.text
              digest BLOB NOT NULL,     -- 32 bytes
              reference BLOB,           -- the digest of a blob, or
              inline BLOB,              -- the value itself
              used INTEGER NOT NULL,    -- seconds since 1970
              labels TEXT NOT NULL,     -- each between line feeds
              PRIMARY KEY (kind, digest)
            ) WITHOUT ROWID""", """
            CREATE TABLE observed (
              folder TEXT NOT NULL,     -- an absolute path
              part INTEGER NOT NULL,    -- of its files
              seen INTEGER NOT NULL,    -- seconds since 1970
              files BLOB NOT NULL,      -- ObservationFormat
              PRIMARY KEY (folder, part)
            )"""));

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
        if (!session.read(reading -> isReady(reading, file))) {
            session.write(writing -> {
                if (!isReady(writing, file)) { // another process may have been faster
                    create(writing);
                }
                return true;
            });
        }
    }

    private boolean isReady(DatabaseSession session, Path file) throws SQLException {
        long foundApplication = session.number("PRAGMA application_id");
        long foundVersion = session.number("PRAGMA user_version");
        if (foundApplication == application) {
            if (foundVersion > version) {
                throw WeirflowException.of(
                        ErrorKind.NOT_SUPPORTED,
                        "open database",
                        "it has version " + foundVersion + ", this library knows versions up to " + version
                                + ": use a later release",
                        file);
            }
            return true;
        }
        if (foundApplication != 0 || foundVersion != 0 || session.number("SELECT count(*) FROM sqlite_master") > 0) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "open database",
                    "this database belongs to another program: name another file",
                    file);
        }
        return false;
    }

    private void create(DatabaseSession session) throws SQLException {
        for (String table : tables) {
            session.execute(table);
        }
        session.execute("PRAGMA application_id = " + application);
        session.execute("PRAGMA user_version = " + version);
    }
}
