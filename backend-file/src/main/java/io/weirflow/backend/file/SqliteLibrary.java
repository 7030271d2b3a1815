package io.weirflow.backend.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Loads SQLite's native library from beside the database. Left alone the driver unpacks it into the system's folder for temp
 * files, from which nothing removes it if the process is killed. Here the file is removed as soon as it is loaded.
 */
final class SqliteLibrary {
    private static final String FOLDER_PROPERTY = "org.sqlite.lib.path";
    private static final String NAME_PROPERTY = "org.sqlite.lib.name";
    private static final AtomicBoolean LOADED = new AtomicBoolean();

    private SqliteLibrary() {}

    /** Loads the library, once. Where this way is barred, or the host chose its own, the driver does as it is used to. */
    static void load(Path folder) {
        boolean chosen = System.getProperty(FOLDER_PROPERTY) != null || System.getProperty("org.sqlite.tmpdir") != null;
        if (LOADED.getAndSet(true) || chosen) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + '/' + name;
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in != null) {
                Path unpacked = Files.createTempDirectory(folder, "sqlite-");
                try {
                    Files.copy(in, unpacked.resolve(name));
                    initialize(unpacked, name);
                } finally {
                    Files.deleteIfExists(unpacked.resolve(name));
                    Files.delete(unpacked);
                }
            }
        } catch (IOException e) {
            System.getLogger(SqliteLibrary.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot unpack SQLite's library in {0}: {1}", folder, e);
        }
    }

    private static void initialize(Path folder, String name) {
        System.setProperty(FOLDER_PROPERTY, folder.toAbsolutePath().toString());
        System.setProperty(NAME_PROPERTY, name);
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            System.getLogger(SqliteLibrary.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot load SQLite's library in {0}: {1}", folder, e);
        } finally {
            System.clearProperty(FOLDER_PROPERTY);
            System.clearProperty(NAME_PROPERTY);
        }
    }
}
