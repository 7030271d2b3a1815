package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.reflow.ErrorCause;
import io.weirflow.reflow.ReflowError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Suite {@code errors}. */
public final class ErrorsVectors implements VectorSuite {
    @Override
    public String name() {
        return "errors";
    }

    @Override
    public void check(VectorCase vector) throws Exception {
        switch (vector.kind()) {
            case "chain" -> chain(chain(vector.in().elements()), vector.out());
            case "E" -> construct(vector.in(), vector.out());
            default -> throw new AssertionError("unknown kind");
        }
    }

    private static ReflowError chain(List<Json> layers) {
        Optional<ErrorCause> cause = Optional.empty();
        for (int i = layers.size() - 1; i >= 0; i--) {
            cause = Optional.of(layer(layers.get(i), cause));
        }
        return (ReflowError) cause.orElseThrow();
    }

    private static ErrorCause layer(Json layer, Optional<ErrorCause> cause) {
        return layer.has("message")
                ? ErrorCause.Message.of(layer.text("message"))
                : new ReflowError(
                        kind(layer.text("kind")),
                        layer.text("op"),
                        layer.get("args").elements(Json::text),
                        cause);
    }

    private static ErrorKind kind(String name) {
        return kinds().filter(kind -> kind.reflowName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<ErrorKind> kinds() {
        return Arrays.stream(ErrorKind.values()).filter(kind -> kind != ErrorKind.OUTCOME_UNKNOWN);
    }

    private static void chain(ReflowError error, Json out) throws Exception {
        for (String property : out.members().keySet()) {
            if (property.equals("is")) {
                assertThat(kinds().filter(error::is).map(ErrorKind::reflowName))
                        .as(property)
                        .containsExactlyInAnyOrderElementsOf(out.get(property).elements(Json::text));
            } else {
                Outcome.same(property, out.get(property), property(error, property, out));
            }
        }
    }

    private static Callable<?> property(ReflowError error, String name, Json out) {
        return switch (name) {
            case "string" -> error::toString;
            case "sep" -> () -> error.text(" | ");
            case "json" -> error::toJson;
            case "httpStatus" -> error::httpStatus;
            case "timeout" -> error::isTimeout;
            case "temporary" -> error::isTemporary;
            case "transient" -> error::isTransient;
            case "restartable" -> error::isRestartable;
            case "nonRetryable" -> error::isNonRetryable;
            case "roundTripJson" -> () -> ReflowError.fromJson(error.toJson()).toJson();
            case "roundTripString" -> () -> ReflowError.fromJson(error.toJson()).toString();
            case "roundTripOk" -> () -> isReadable(error.toJson());
            case "roundTripError" -> () -> out.text(name);
            default -> throw new AssertionError("unknown property " + name);
        };
    }

    private static boolean isReadable(String json) {
        try {
            return ReflowError.fromJson(json) != null;
        } catch (WeirflowException e) {
            return false;
        }
    }

    private static void construct(Json in, Json out) throws Exception {
        if (Outcome.panics(out)) {
            Outcome.fails("E", () -> construct(in));
            return;
        }
        ReflowError error = construct(in);
        Outcome.same("json", out.get("json"), error::toJson);
        Outcome.same("string", out.get("string"), error::toString);
    }

    /** Sorts the arguments as Reflow's constructor does. */
    private static ReflowError construct(Json in) {
        if (in.elements().isEmpty()) {
            throw WeirflowException.of(ErrorKind.INVALID, "E", "an error says something");
        }
        String operation = "";
        List<String> arguments = new ArrayList<>();
        ErrorKind kind = ErrorKind.OTHER;
        Optional<ErrorCause> cause = Optional.empty();
        for (Json argument : in.elements()) {
            switch (argument.members().keySet().iterator().next()) {
                case "string" -> {
                    if (operation.isEmpty()) {
                        operation = argument.text("string");
                    } else {
                        arguments.add(argument.text("string"));
                    }
                }
                case "digest" -> arguments.add(argument.text("digest"));
                case "kind" -> kind = kind(argument.text("kind"));
                case "error" -> cause = Optional.of(message(argument.text("error")));
                case "E" -> cause = Optional.of(construct(argument.get("E")));
                default -> throw new AssertionError("unknown argument " + argument);
            }
        }
        return ReflowError.normalized(kind, operation, arguments, cause);
    }

    /** Reads the text of a Go error, after which the name of a well-known one may stand in parentheses. */
    private static ErrorCause.Message message(String text) {
        int name = text.endsWith(")") ? text.lastIndexOf(" (") : -1;
        if (name < 0) {
            return ErrorCause.Message.of(text);
        }
        return new ErrorCause.Message(
                text.substring(0, name),
                switch (text.substring(name + 2, text.length() - 1)) {
                    case "context.Canceled" -> ErrorKind.CANCELED;
                    case "context.DeadlineExceeded", "os.ErrDeadlineExceeded" -> ErrorKind.TIMEOUT;
                    case "os.ErrNotExist", "fs.ErrNotExist" -> ErrorKind.NOT_EXIST;
                    default -> throw new AssertionError("unknown error " + text);
                });
    }
}
