package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Gauges;
import io.weirflow.exec.Profile;
import io.weirflow.reflow.ErrorCause;
import io.weirflow.reflow.ReflowArg;
import io.weirflow.reflow.ReflowError;
import io.weirflow.reflow.ReflowExecConfig;
import io.weirflow.reflow.ReflowExecInspect;
import io.weirflow.reflow.ReflowInspectResponse;
import io.weirflow.reflow.ReflowRemoteLogs;
import io.weirflow.reflow.ReflowResult;
import io.weirflow.reflow.ReflowRunInfo;
import io.weirflow.reflow.StoreNames;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Suite {@code exec}. */
public final class ExecVectors implements VectorSuite {
    private static final Set<String> INSPECT = Set.of("commands", "config", "created", "gauges", "state", "status");

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public void check(VectorCase vector) throws Exception {
        Json in = vector.in();
        Json out = vector.out();
        switch (vector.kind()) {
            case "execConfig" -> execConfig(config(in), out);
            case "result" -> {
                ReflowResult result = result(in);
                Outcome.same("json", out.get("json"), result::toJson);
                Outcome.same("string", out.get("string"), result::toString);
                Outcome.same("short", out.get("short"), result::shortText);
                assertThat(ReflowResult.fromJson(result.toJson()).toJson()).isEqualTo(result.toJson());
            }
            case "execInspect" -> {
                String json = out.text("json");
                if (INSPECT.equals(in.members().keySet())) {
                    assertThat(inspect(in).toJson()).isEqualTo(json);
                }
                readsAndWrites(json, text -> ReflowExecInspect.fromJson(text).toJson());
            }
            // The json of these is read and written again: no other form of the input is documented.
            case "execRunInfo" ->
                readsAndWrites(
                        out.text("json"), text -> ReflowRunInfo.fromJson(text).toJson());
            case "inspectResponse" ->
                readsAndWrites(
                        out.text("json"),
                        text -> ReflowInspectResponse.fromJson(text).toJson());
            case "remoteLogs" ->
                readsAndWrites(
                        out.text("json"),
                        text -> ReflowRemoteLogs.fromJson(text).toJson());
            case "filerepoPath" ->
                assertThat(in.text("root") + '/' + StoreNames.objectPath(Digest.parse(in.text("digest"))))
                        .isEqualTo(out.text());
            case "assocKind" -> assocKind((int) in.integer(), out);
            default -> throw new AssertionError("unknown kind");
        }
    }

    private static void assocKind(int number, Json out) {
        assertThat(StoreNames.assocKind(number)).isEqualTo(out.text("string"));
    }

    private static void readsAndWrites(String json, UnaryOperator<String> again) {
        assertThat(json).isNotEmpty();
        // Go writes this field of a URL since version 1.19.
        String current = json.contains("\"OmitHost\"")
                ? json
                : json.replaceAll("(\"RawPath\":\"(?:[^\"\\\\]|\\\\.)*\",)(?=\"ForceQuery\")", "$1\"OmitHost\":false,");
        assertThat(again.apply(json)).isEqualTo(current);
    }

    private static void execConfig(ReflowExecConfig config, Json out) throws Exception {
        Outcome.same("json", out.get("json"), config::toJson);
        Outcome.same("string", out.get("string"), config::toString);
        if (!out.has("roundTripOk") || out.flag("roundTripOk")) {
            ReflowExecConfig read = ReflowExecConfig.fromJson(config.toJson());
            Outcome.same("round trip", out.get("roundTripJson"), read::toJson);
        }
    }

    private static ReflowExecConfig config(Json in) {
        return new ReflowExecConfig(
                in.text("type"),
                in.text("ident"),
                in.text("url"),
                in.text("image"),
                in.text("originalImage"),
                in.text("cmd"),
                in.get("args").isNull()
                        ? Optional.empty()
                        : Optional.of(in.get("args").elements(ExecVectors::arg)),
                Neutral.resources(in.get("resources")),
                in.flag("needAWSCreds"),
                in.flag("needDockerAccess"),
                in.get("outputIsDir").elements(flag -> flag.equals(Json.of(true))));
    }

    private static ReflowArg arg(Json arg) {
        Json fileset = arg.get("fileset");
        return new ReflowArg(
                arg.flag("out"), fileset.isNull() ? Optional.empty() : Optional.of(Neutral.fileset(fileset)), (int)
                        arg.integer("index"));
    }

    private static ReflowResult result(Json in) {
        return new ReflowResult(Neutral.fileset(in.get("fileset")), error(in.get("error")));
    }

    /** Reads an error with an operation, a kind and the message of its cause. */
    private static Optional<ReflowError> error(Json error) {
        if (error.isNull()) {
            return Optional.empty();
        }
        ErrorKind kind = Arrays.stream(ErrorKind.values())
                .filter(k -> k.reflowName().equals(error.text("kind")))
                .findFirst()
                .orElseThrow();
        Optional<ErrorCause> cause = error.text("message").isEmpty()
                ? Optional.empty()
                : Optional.of(ErrorCause.Message.of(error.text("message")));
        return Optional.of(
                new ReflowError(kind, error.text("op"), error.get("args").elements(Json::text), cause));
    }

    private static ReflowExecInspect inspect(Json in) {
        return new ReflowExecInspect(
                OffsetDateTime.parse(in.text("created")),
                config(in.get("config")),
                in.text("state"),
                in.text("status"),
                Optional.empty(),
                Profile.EMPTY,
                new Gauges(Neutral.resources(in.get("gauges")).asMap()),
                in.get("commands").isNull()
                        ? Optional.empty()
                        : Optional.<List<String>>of(in.get("commands").elements(Json::text)),
                ReflowExecInspect.NO_CONTAINER,
                Optional.empty());
    }
}
