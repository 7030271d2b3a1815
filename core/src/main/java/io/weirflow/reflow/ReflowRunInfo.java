package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import io.weirflow.exec.Profile;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * What Reflow keeps of a completed exec.
 *
 * @param runtime how long the command ran
 * @param profile what it used
 * @param resources what was reserved for it
 * @param inspect the saved details
 * @param stdout the saved standard output
 * @param stderr the saved standard error
 */
public record ReflowRunInfo(
        Duration runtime,
        Profile profile,
        ReflowResources resources,
        RepoObjectRef inspect,
        RepoObjectRef stdout,
        RepoObjectRef stderr) {
    /** Returns the JSON form. */
    public String toJson() {
        return "{\"Runtime\":" + runtime.toNanos() + ",\"Profile\":" + ProfileJson.write(profile) + ",\"Resources\":"
                + resources.toJson() + ",\"InspectDigest\":" + inspect.toJson() + ",\"Stdout\":" + stdout.toJson()
                + ",\"Stderr\":" + stderr.toJson() + '}';
    }

    /**
     * Returns what a JSON form tells.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID for malformed JSON and values that do not fit
     */
    public static ReflowRunInfo fromJson(String json) {
        return GoJsonReader.readAll(json, "read run", ReflowRunInfo::read);
    }

    static ReflowRunInfo read(JsonParser parser) throws IOException {
        Fields fields = new Fields();
        GoJsonReader.object(parser, fields::read);
        return new ReflowRunInfo(
                Duration.ofNanos(fields.runtime),
                fields.profile,
                fields.resources,
                fields.inspect,
                fields.stdout,
                fields.stderr);
    }

    private static final class Fields {
        private long runtime;
        private Profile profile = Profile.EMPTY;
        private ReflowResources resources = ReflowResources.NIL;
        private RepoObjectRef inspect = RepoObjectRef.NONE;
        private RepoObjectRef stdout = RepoObjectRef.NONE;
        private RepoObjectRef stderr = RepoObjectRef.NONE;

        void read(JsonParser parser, String name) throws IOException {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "runtime" -> runtime = GoJsonReader.integer(parser, runtime);
                case "profile" -> profile = ProfileJson.read(parser);
                case "resources" -> resources = ExecConfigJson.resources(parser);
                case "inspectdigest" -> inspect = RepoObjectRef.read(parser);
                case "stdout" -> stdout = RepoObjectRef.read(parser);
                case "stderr" -> stderr = RepoObjectRef.read(parser);
                default -> parser.skipChildren();
            }
        }
    }
}
