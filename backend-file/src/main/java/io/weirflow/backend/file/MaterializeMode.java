package io.weirflow.backend.file;

/** How a blob becomes a file elsewhere. */
public enum MaterializeMode {
    /** A file of its own: a clone that copies on write where the file system has such, otherwise a copy. */
    PRIVATE,
    /**
     * A hard link to the object itself, or a copy where links cannot reach. For those who only read: writing to the file would
     * destroy the object.
     */
    LINK
}
