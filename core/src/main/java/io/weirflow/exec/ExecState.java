package io.weirflow.exec;

/** How far an exec has come. */
public enum ExecState {
    /** Known, waiting for resources. */
    PENDING,
    /** Its working folder is being prepared. */
    STAGING,
    /** Running. */
    RUNNING,
    /** Its outputs are being collected. */
    COLLECTING,
    /** Complete: there is a {@link Result}. */
    COMPLETE,
    /** Given up by the executor: there is no result; it may be put again. */
    LOST;

    /** Tells whether nothing more will happen. */
    public boolean isFinal() {
        return this == COMPLETE || this == LOST;
    }
}
