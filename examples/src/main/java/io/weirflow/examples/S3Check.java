package io.weirflow.examples;

import java.io.PrintStream;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Tries what a repository in a bucket needs to be allowed to do, prints a line for each right, and says what is missing. Leaves
 * nothing behind. Region, credentials and address are those of the environment.
 *
 * <p>Arguments: {@code bucket [prefix]}, or {@code s3://bucket/prefix}.
 */
final class S3Check {
    private S3Check() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            err.println("usage: S3Check bucket [prefix] | s3://bucket/prefix");
            return 2;
        }
        boolean complete = true;
        try (S3Client client = S3Place.client()) {
            S3Place place = S3Place.parse(String.join("/", arguments));
            for (S3Permissions.Right right : new S3Permissions(client, place).check()) {
                String otherwise = right.needed() ? "MISSING: " : "absent: ";
                out.printf(
                        "%-32s %s%n",
                        right.name(), right.problem().map(otherwise::concat).orElse("ok"));
                complete &= !right.needed() || right.problem().isEmpty();
            }
        }
        out.println(complete ? "All that is needed is allowed." : "Something that is needed is missing.");
        return complete ? 0 : 1;
    }
}
