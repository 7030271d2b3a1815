package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file that states in which version a folder of {@link FileBackend} is laid out: one line of text. */
final class FolderFormat {
    static final String NAME = "weirflow.format";
    static final int VERSION = 1;

    private static final Pattern LINE = Pattern.compile("weirflow folder, version ([0-9]{1,9})\n");

    private FolderFormat() {}

    /** Creates a folder with its format, or checks that of one that is there. */
    static void check(Path root) {
        Path file = root.resolve(NAME);
        try {
            Files.createDirectories(root);
            String text;
            try {
                text = Files.readString(file);
            } catch (NoSuchFileException e) {
                write(root, file);
                return;
            }
            check(file, text);
        } catch (IOException e) {
            throw FileFailures.writing(e, root, "open", root);
        }
    }

    private static void check(Path file, String text) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "open", "this is not the format of a folder of this library", file);
        }
        int version = Integer.parseInt(line.group(1));
        if (version > VERSION) {
            throw WeirflowException.of(
                    ErrorKind.NOT_SUPPORTED,
                    "open",
                    "the folder has version " + version + ", this library knows versions up to " + VERSION
                            + ": use a later release",
                    file);
        }
    }

    private static void write(Path root, Path file) throws IOException {
        Path temp = root.resolve(NAME + '.' + Ulid.random(Clock.systemUTC()));
        try {
            Files.writeString(temp, "weirflow folder, version " + VERSION + '\n');
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temp);
        }
    }
}
