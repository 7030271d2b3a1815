package io.weirflow.exec.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Bash code that sets an environment. */
final class ShellCode {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Variables to which bash gives a meaning of its own, so that they cannot simply be set: they would change the spawner. */
    private static final Set<String> SPECIAL = Set.of(
            "_",
            "COMP_WORDBREAKS",
            "DIRSTACK",
            "ENV",
            "EUID",
            "FUNCNAME",
            "FUNCNEST",
            "GLOBIGNORE",
            "GROUPS",
            "HISTCMD",
            "IFS",
            "LINENO",
            "OLDPWD",
            "OPTARG",
            "OPTERR",
            "OPTIND",
            "PIPESTATUS",
            "POSIXLY_CORRECT",
            "PPID",
            "PS4",
            "PWD",
            "RANDOM",
            "SECONDS",
            "SHELLOPTS",
            "SHLVL",
            "SRANDOM",
            "EPOCHREALTIME",
            "EPOCHSECONDS",
            "TIMEFORMAT",
            "TMOUT",
            "UID");

    private ShellCode() {}

    /** Returns code that sets and exports variables; empty if that cannot be said in code. */
    static Optional<String> export(Map<String, String> environment) {
        StringBuilder code = new StringBuilder();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (!NAME.matcher(name).matches()
                    || SPECIAL.contains(name)
                    || name.startsWith("BASH")
                    || name.startsWith("weirflow_")) {
                return Optional.empty();
            }
            code.append(code.isEmpty() ? "export " : " ")
                    .append(name)
                    .append('=')
                    .append(quote(variable.getValue()));
        }
        return Optional.of(code.isEmpty() ? "" : code.append("; ").toString());
    }

    static List<String> quoteAll(List<String> words) {
        return words.stream().map(ShellCode::quote).toList();
    }

    /** Returns a word that bash reads as the text, on one line. */
    static String quote(String text) {
        boolean control = text.chars().anyMatch(c -> c < ' ');
        if (!control) {
            return '\'' + text.replace("'", "'\\''") + '\'';
        }
        StringBuilder word = new StringBuilder("$'");
        text.chars().forEach(c -> {
            if (c == '\'' || c == '\\') {
                word.append('\\').append((char) c);
            } else if (c < ' ') {
                word.append("\\%03o".formatted(c));
            } else {
                word.append((char) c);
            }
        });
        return word.append('\'').toString();
    }
}
