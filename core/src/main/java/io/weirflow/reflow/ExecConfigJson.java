package io.weirflow.reflow;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes and reads the JSON form of {@link ReflowExecConfig}. */
final class ExecConfigJson {
    private String type = "";
    private String ident = "";
    private String url = "";
    private String image = "";
    private String originalImage = "";
    private String command = "";
    private Optional<List<ReflowArg>> arguments = Optional.empty();
    private ReflowResources resources = ReflowResources.NIL;
    private boolean needsAwsCredentials;
    private boolean needsDockerAccess;
    private List<Boolean> outputIsDir = List.of();

    private ExecConfigJson() {}

    static void write(StringBuilder json, ReflowExecConfig config) {
        GoJson.quote(json.append("{\"Type\":"), config.type());
        GoJson.quote(json.append(",\"Ident\":"), config.ident());
        GoJson.quote(json.append(",\"URL\":"), config.url());
        GoJson.quote(json.append(",\"Image\":"), config.image());
        GoJson.quote(json.append(",\"OriginalImage\":"), config.originalImage());
        GoJson.quote(json.append(",\"Cmd\":"), config.command());
        json.append(",\"Args\":");
        if (config.arguments().isPresent()) {
            GoJson.array(json, config.arguments().get(), arg -> arg.write(json));
        } else {
            json.append("null");
        }
        json.append(",\"Resources\":").append(config.resources().toJson());
        json.append(",\"NeedAWSCreds\":").append(config.needsAwsCredentials());
        json.append(",\"NeedDockerAccess\":").append(config.needsDockerAccess());
        if (!config.outputIsDir().isEmpty()) {
            GoJson.array(json.append(",\"OutputIsDir\":"), config.outputIsDir(), json::append);
        }
        json.append('}');
    }

    static ReflowExecConfig read(JsonParser parser) throws IOException {
        ExecConfigJson fields = new ExecConfigJson();
        GoJsonReader.object(parser, fields::member);
        return new ReflowExecConfig(
                fields.type,
                fields.ident,
                fields.url,
                fields.image,
                fields.originalImage,
                fields.command,
                fields.arguments,
                fields.resources,
                fields.needsAwsCredentials,
                fields.needsDockerAccess,
                fields.outputIsDir);
    }

    private void member(JsonParser parser, String name) throws IOException {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "type" -> type = GoJsonReader.text(parser, type);
            case "ident" -> ident = GoJsonReader.text(parser, ident);
            case "url" -> url = GoJsonReader.text(parser, url);
            case "image" -> image = GoJsonReader.text(parser, image);
            case "originalimage" -> originalImage = GoJsonReader.text(parser, originalImage);
            case "cmd" -> command = GoJsonReader.text(parser, command);
            case "args" -> arguments = GoJsonReader.optional(parser, p -> GoJsonReader.array(p, ReflowArg::read));
            case "resources" -> resources = resources(parser);
            case "needawscreds" -> needsAwsCredentials = GoJsonReader.flag(parser, needsAwsCredentials);
            case "needdockeraccess" -> needsDockerAccess = GoJsonReader.flag(parser, needsDockerAccess);
            case "outputisdir" -> outputIsDir = GoJsonReader.array(parser, p -> GoJsonReader.flag(p, false));
            default -> parser.skipChildren();
        }
    }

    static ReflowResources resources(JsonParser parser) throws IOException {
        return GoJsonReader.optional(parser, GoJsonReader::reals)
                .map(ReflowResources::of)
                .orElse(ReflowResources.NIL);
    }
}
