package io.weirflow.exec;

/** The kinds of work an executor does. */
public enum ExecType {
    /** Runs a command. */
    EXEC("exec"),
    /** Imports what a URL names into the repository. */
    INTERN("intern"),
    /** Exports a fileset to a URL. */
    EXTERN("extern");

    private final String text;

    ExecType(String text) {
        this.text = text;
    }

    /** Returns the name as Reflow writes it. */
    public String text() {
        return text;
    }
}
