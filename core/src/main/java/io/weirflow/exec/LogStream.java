package io.weirflow.exec;

/** The streams of output that an exec has. */
public enum LogStream {
    /** Standard output. */
    STDOUT,
    /** Standard error; for interns and externs the log of the transfer. */
    STDERR
}
