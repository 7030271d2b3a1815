package io.weirflow.executor.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * To whom files belong, by number, where the file system tells.
 *
 * @param user the user's number
 * @param group the group's number
 */
record FileOwner(int user, int group) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}):(\\d{1,9})");

    /** Returns the owner that {@code uid:gid} stands for; empty if it is no such text. */
    static Optional<FileOwner> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new FileOwner(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** Returns a file's owner. */
    static Optional<FileOwner> of(Path file) {
        try {
            Map<String, Object> owner = Files.readAttributes(file, "unix:uid,gid");
            return parse(owner.get("uid") + ":" + owner.get("gid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Gives a file to this owner, which only root can. */
    void give(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", user);
        Files.setAttribute(file, "unix:gid", group);
    }

    /** Returns {@code uid:gid}. */
    @Override
    public String toString() {
        return user + ":" + group;
    }
}
