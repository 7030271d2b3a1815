package io.weirflow.exec;

/**
 * A declared output of a command.
 *
 * @param name a name for messages; may be empty
 * @param directory whether it is a directory, which is then created before the command starts
 * @param optional whether the command may leave it unwritten, which then gives an empty fileset; otherwise it is a failure
 */
public record OutputSpec(String name, boolean directory, boolean optional) {}
