package io.weirflow.exec.staged;

import com.fasterxml.jackson.core.JsonGenerator;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.OutputSpec;
import io.weirflow.exec.staged.JsonValues.JsonObject;
import io.weirflow.fileset.Fileset;
import io.weirflow.fileset.FilesetFormat;
import io.weirflow.resource.Resources;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON of {@code manifest.json}: an object with the members {@code format}, {@code id}, {@code token}, {@code created},
 * {@code command} and those of the configuration. Filesets are in their stored form, in base 64. Of secrets only the names are
 * written. Readers ignore members that they do not know.
 */
final class ManifestFormat {
    static final String FORMAT = "weirflow-exec-1";
    private static final String CONFIG_FORMAT = "weirflow-exec-config-1";

    private ManifestFormat() {}

    static byte[] write(Manifest manifest) {
        return JsonValues.write(json -> writeMembers(json, manifest));
    }

    /** Returns a configuration alone. */
    static byte[] writeConfig(ExecConfig config) {
        return JsonValues.write(json -> {
            json.writeStringField("format", CONFIG_FORMAT);
            json.writeObjectFieldStart("config");
            writeConfig(json, config);
            json.writeEndObject();
        });
    }

    /** Returns the configuration that {@link #writeConfig(ExecConfig)} wrote. */
    static ExecConfig readConfig(byte[] bytes) {
        JsonObject json = JsonValues.read(bytes);
        checkFormat(json, CONFIG_FORMAT);
        return readConfig(json.optionalObject("config").orElseThrow(() -> JsonValues.malformed("has no config")));
    }

    /** Writes a manifest as a value within other JSON. */
    static void write(JsonGenerator json, Manifest manifest) throws IOException {
        json.writeStartObject();
        writeMembers(json, manifest);
        json.writeEndObject();
    }

    private static void writeMembers(JsonGenerator json, Manifest manifest) throws IOException {
        json.writeStringField("format", FORMAT);
        json.writeStringField("id", manifest.id().toString());
        json.writeStringField("token", manifest.token());
        json.writeStringField("created", manifest.created().toString());
        json.writeStringField("command", manifest.command());
        json.writeObjectFieldStart("config");
        writeConfig(json, manifest.config());
        json.writeEndObject();
    }

    private static void writeConfig(JsonGenerator json, ExecConfig config) throws IOException {
        json.writeStringField("type", config.type().text());
        writeText(json, "ident", config.ident());
        writeText(json, "url", config.url());
        writeText(json, "image", config.image());
        writeText(json, "originalImage", config.originalImage());
        writeText(json, "environment", config.environment());
        writeText(json, "format", config.command());
        writeArgs(json, config.args());
        if (config.outputs().isPresent()) {
            writeOutputs(json, config.outputs().get());
        }
        json.writeObjectFieldStart("resources");
        for (Map.Entry<String, Double> entry : config.resources().asMap().entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("env");
        for (Map.Entry<String, String> entry : config.env().entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("secretEnv");
        for (String name : config.secretEnv().keySet()) {
            json.writeString(name);
        }
        json.writeEndArray();
        if (config.timeout().isPresent()) {
            json.writeStringField("timeout", config.timeout().get().toString());
        }
        writeFlag(json, "needsAwsCredentials", config.needsAwsCredentials());
        writeFlag(json, "needsDockerAccess", config.needsDockerAccess());
    }

    private static void writeArgs(JsonGenerator json, List<Arg> args) throws IOException {
        json.writeArrayFieldStart("args");
        for (Arg arg : args) {
            json.writeStartObject();
            if (arg instanceof Arg.Input input) {
                json.writeStringField("fileset", encode(input.fileset()));
            } else if (arg instanceof Arg.Output output) {
                json.writeNumberField("output", output.index());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeOutputs(JsonGenerator json, List<OutputSpec> outputs) throws IOException {
        json.writeArrayFieldStart("outputs");
        for (OutputSpec output : outputs) {
            json.writeStartObject();
            writeText(json, "name", output.name());
            writeFlag(json, "directory", output.directory());
            writeFlag(json, "optional", output.optional());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeText(JsonGenerator json, String name, String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(name, text);
        }
    }

    private static void writeFlag(JsonGenerator json, String name, boolean flag) throws IOException {
        if (flag) {
            json.writeBooleanField(name, true);
        }
    }

    /**
     * Returns the manifest that some bytes are.
     *
     * @throws WeirflowException of kind INTEGRITY, INVALID or NOT_SUPPORTED if they are none that this version reads
     */
    static Manifest read(byte[] bytes) {
        JsonObject json = JsonValues.read(bytes);
        checkFormat(json, FORMAT);
        try {
            return new Manifest(
                    Digest.parse(json.text("id")),
                    json.text("token"),
                    Instant.parse(json.text("created")),
                    readConfig(json.optionalObject("config").orElseThrow(() -> JsonValues.malformed("has no config"))),
                    json.text("command"));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw JsonValues.malformed(String.valueOf(e.getMessage()));
        }
    }

    static void checkFormat(JsonObject json, String expected) {
        String format = json.text("format");
        if (!format.equals(expected)) {
            throw JsonValues.malformed("is of the format " + format + " instead of " + expected);
        }
    }

    private static ExecConfig readConfig(JsonObject json) {
        String type = json.text("type");
        String url = json.optionalText("url").orElse("");
        ExecConfig.Builder builder = switch (type) {
            case "exec" -> ExecConfig.exec(json.optionalText("format").orElse(""));
            case "intern" -> ExecConfig.intern(url);
            case "extern" -> ExecConfig.extern(url);
            default -> throw JsonValues.malformed("unknown type " + type);
        };
        json.optionalText("ident").ifPresent(builder::ident);
        json.optionalText("image").ifPresent(builder::image);
        json.optionalText("originalImage").ifPresent(builder::originalImage);
        json.optionalText("environment").ifPresent(builder::environment);
        json.optionalObjects("args").ifPresent(args -> builder.args(readArgs(args)));
        json.optionalObjects("outputs")
                .ifPresent(outputs -> builder.outputs(
                        outputs.stream().map(ManifestFormat::readOutput).toList()));
        json.optionalObject("resources")
                .ifPresent(amounts -> builder.resources(Resources.of(amounts.mapOf(Double.class))));
        json.optionalObject("env").ifPresent(env -> builder.env(env.mapOf(String.class)));
        Map<String, String> secrets = new LinkedHashMap<>();
        json.optionalTexts("secretEnv").orElse(List.of()).forEach(name -> secrets.put(name, ""));
        builder.secretEnv(secrets);
        json.optionalText("timeout").ifPresent(timeout -> builder.timeout(Duration.parse(timeout)));
        return builder.needsAwsCredentials(json.flag("needsAwsCredentials"))
                .needsDockerAccess(json.flag("needsDockerAccess"))
                .build();
    }

    private static List<Arg> readArgs(List<JsonObject> args) {
        List<Arg> read = new ArrayList<>();
        for (JsonObject arg : args) {
            read.add(
                    arg.optionalText("fileset").isPresent()
                            ? new Arg.Input(decode(arg.text("fileset")))
                            : new Arg.Output((int) arg.number("output")));
        }
        return read;
    }

    private static OutputSpec readOutput(JsonObject output) {
        return new OutputSpec(
                output.optionalText("name").orElse(""), output.flag("directory"), output.flag("optional"));
    }

    static String encode(Fileset fileset) {
        return Base64.getEncoder().encodeToString(FilesetFormat.encode(fileset));
    }

    static Fileset decode(String text) {
        return FilesetFormat.decode(Base64.getDecoder().decode(text));
    }
}
