package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;

/** What is behind an error: another one of Reflow's, or a mere message. */
public sealed interface ErrorCause permits ReflowError, ErrorCause.Message {
    /**
     * An error of Go that is none of Reflow's.
     *
     * @param text its text
     * @param implied the kind that Reflow takes it for when it wraps it
     */
    record Message(String text, ErrorKind implied) implements ErrorCause {
        /** Returns an error that implies no kind. */
        public static Message of(String text) {
            return new Message(text, ErrorKind.OTHER);
        }
    }
}
