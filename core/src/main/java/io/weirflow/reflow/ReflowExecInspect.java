package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import com.google.common.collect.ImmutableList;
import io.weirflow.exec.Gauges;
import io.weirflow.exec.Profile;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What Reflow tells about an exec.
 *
 * @param created when it was put
 * @param config what was asked for
 * @param state how far it has come
 * @param status the state in words
 * @param error the failure of the executor
 * @param profile what it used
 * @param gauges what it uses now
 * @param commands the commands that run now; absent and empty are two things in JSON
 * @param docker what the Docker engine says about the container, as JSON
 * @param execError the failure of the command
 */
public record ReflowExecInspect(
        OffsetDateTime created,
        ReflowExecConfig config,
        String state,
        String status,
        Optional<ReflowError> error,
        Profile profile,
        Gauges gauges,
        Optional<List<String>> commands,
        String docker,
        Optional<ReflowError> execError) {
    /** What is said of a container that there is none of. */
    public static final String NO_CONTAINER = "{\"Mounts\":null,\"Config\":null,\"NetworkSettings\":null}";

    /** Copies the commands. */
    public ReflowExecInspect {
        commands = commands.map(ImmutableList::copyOf);
    }

    /** Returns the JSON form. */
    public String toJson() {
        StringBuilder json = new StringBuilder("{\"Created\":\"").append(GoTime.rfc3339(created));
        json.append("\",\"Config\":").append(config.toJson());
        GoJson.quote(json.append(",\"State\":"), state);
        GoJson.quote(json.append(",\"Status\":"), status);
        error.ifPresent(e -> json.append(",\"Error\":").append(e.toJson()));
        json.append(",\"Profile\":").append(ProfileJson.write(profile));
        json.append(",\"Gauges\":").append(ProfileJson.write(gauges));
        json.append(",\"Commands\":").append(commands.map(GoJson::quote).orElse("null"));
        json.append(",\"Docker\":").append(docker);
        execError.ifPresent(e -> json.append(",\"ExecError\":").append(e.toJson()));
        return json.append('}').toString();
    }

    /**
     * Returns what a JSON form tells.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID for malformed JSON and values that do not fit
     */
    public static ReflowExecInspect fromJson(String json) {
        return GoJsonReader.readAll(json, "read exec", ReflowExecInspect::read);
    }

    static ReflowExecInspect read(JsonParser parser) throws IOException {
        Fields fields = new Fields();
        GoJsonReader.object(parser, fields::read);
        return new ReflowExecInspect(
                fields.created,
                fields.config == null ? GoJsonReader.readAll("null", "read exec", ExecConfigJson::read) : fields.config,
                fields.state,
                fields.status,
                fields.error,
                fields.profile,
                fields.gauges,
                fields.commands,
                fields.docker,
                fields.execError);
    }

    private static final class Fields {
        private OffsetDateTime created = GoTime.ZERO.atOffset(ZoneOffset.UTC);
        private @org.jspecify.annotations.Nullable ReflowExecConfig config;
        private String state = "";
        private String status = "";
        private Optional<ReflowError> error = Optional.empty();
        private Profile profile = Profile.EMPTY;
        private Gauges gauges = Gauges.EMPTY;
        private Optional<List<String>> commands = Optional.empty();
        private String docker = NO_CONTAINER;
        private Optional<ReflowError> execError = Optional.empty();

        void read(JsonParser parser, String name) throws IOException {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "created" -> created = GoJsonReader.time(parser);
                case "config" -> config = ExecConfigJson.read(parser);
                case "state" -> state = GoJsonReader.text(parser, state);
                case "status" -> status = GoJsonReader.text(parser, status);
                case "error" -> error = GoJsonReader.optional(parser, ReflowErrorJson::read);
                case "profile" -> profile = ProfileJson.read(parser);
                case "gauges" -> gauges = ProfileJson.readGauges(parser);
                case "commands" -> commands = GoJsonReader.optional(parser, GoJsonReader::texts);
                case "docker" -> docker = GoJsonReader.raw(parser);
                case "execerror" -> execError = GoJsonReader.optional(parser, ReflowErrorJson::read);
                default -> parser.skipChildren();
            }
        }
    }
}
