package io.weirflow.store.queue;

/** Where a message is. */
enum QueueRange {
    READY("ready"),
    DELAYED("delayed"),
    RESERVED("reserved"),
    DEAD("dead");

    private final String text;

    QueueRange(String text) {
        this.text = text;
    }

    /** Returns the name in keys and records. */
    String text() {
        return text;
    }

    static QueueRange of(String text) {
        for (QueueRange range : values()) {
            if (range.text.equals(text)) {
                return range;
            }
        }
        throw new IllegalArgumentException("no range of a queue: " + text);
    }
}
