package io.weirflow.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What programs on different machines share instead of a folder: a table for their state and a bucket for contents. Region,
 * credentials and addresses are those of the environment.
 */
record CloudOptions(Optional<String> table, Optional<S3Place> bucket) {
    static final CloudOptions NONE = new CloudOptions(Optional.empty(), Optional.empty());
    static final String USAGE = "[--table TABLE] [--bucket S3-URL]";
    private static final String TABLE = "--table";
    private static final String BUCKET = "--bucket";

    /** Takes the options away from the beginning of a program's arguments. */
    static CloudOptions takeFrom(List<String> arguments) {
        Optional<String> table = Optional.empty();
        Optional<S3Place> bucket = Optional.empty();
        while (arguments.size() > 1 && List.of(TABLE, BUCKET).contains(arguments.get(0))) {
            String value = arguments.get(1);
            if (arguments.get(0).equals(TABLE)) {
                table = Optional.of(value);
            } else {
                bucket = Optional.of(S3Place.parse(value));
            }
            arguments.subList(0, 2).clear();
        }
        return new CloudOptions(table, bucket);
    }

    /** Returns the arguments that give these options to another process. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        table.ifPresent(name -> arguments.addAll(List.of(TABLE, name)));
        bucket.ifPresent(place -> arguments.addAll(List.of(BUCKET, place.toString())));
        return arguments;
    }
}
