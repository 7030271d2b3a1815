package io.weirflow.exec.staged;

/** Makes paths safe in a command. */
final class ShellWords {
    private static final String PLAIN = "_@%+=:,./-";

    private ShellWords() {}

    /**
     * Returns a word that a shell reads as the given text: with backslashes, not quotes, before characters that a shell treats
     * specially, so that nothing changes for ordinary paths, whatever quotes the command puts around them.
     */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 128;
            if (!plain && PLAIN.indexOf(c) < 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
