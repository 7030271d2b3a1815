package io.weirflow.cache;

/** What an entry of an {@link Assoc} holds. The names and numbers of the first two are Reflow's. */
public enum AssocKind {
    /** The digest of a fileset object in Reflow's first format, JSON. */
    FILESET("Fileset"),
    /** The digest of a fileset object in Reflow's second format, a stream of protocol buffers. */
    FILESET_V2("FilesetV2"),
    /** A result under Weirflow's own key scheme: an encoded fileset, inline if small. */
    RESULT("Result"),
    /** The manifest of the last evaluation of a name, from which misses are explained. */
    MANIFEST("Manifest");

    private final String text;

    AssocKind(String text) {
        this.text = text;
    }

    /** Returns the stored name. */
    public String text() {
        return text;
    }
}
