package io.weirflow.executor.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says in our kinds what went wrong at the engine, by the status of its answer and, where the status alone does not tell, by its
 * text. Source of the texts: the engine (moby), containerd and runc.
 */
final class EngineErrors {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ANY = 0;

    /** What an answer means: that of the first rule whose status and text are those of the answer. */
    private record Rule(int status, String text, ErrorKind kind, String advice) {
        boolean matches(int answered, String message) {
            return (status == ANY || status == answered) && message.contains(text);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule(
                    ANY,
                    "no space left on device",
                    ErrorKind.RESOURCES_EXHAUSTED,
                    "the engine's disk is full: free some space"),
            new Rule(
                    ANY,
                    "disk quota exceeded",
                    ErrorKind.RESOURCES_EXHAUSTED,
                    "the engine's disk is full: free some space"),
            new Rule(
                    ANY,
                    "bind source path does not exist",
                    ErrorKind.PRECONDITION,
                    "the engine does not see the executor's folder: it must run on this machine, or be told the folder's path there"),
            new Rule(
                    ANY,
                    "exec: \"/bin/sh\"",
                    ErrorKind.NOT_SUPPORTED,
                    "the image has no /bin/sh, which commands need: choose one that has"),
            new Rule(ANY, "minimum memory limit", ErrorKind.INVALID, ""),
            new Rule(ANY, "toomanyrequests", ErrorKind.TEMPORARY, "the registry limits pulls: log in, or try later"),
            new Rule(ANY, "rate limit", ErrorKind.TEMPORARY, "the registry limits pulls: log in, or try later"),
            new Rule(401, "", ErrorKind.NOT_ALLOWED, ""),
            new Rule(403, "", ErrorKind.NOT_ALLOWED, ""),
            new Rule(ANY, "manifest unknown", ErrorKind.NOT_EXIST, "check the image's name"),
            new Rule(
                    ANY,
                    "pull access denied",
                    ErrorKind.NOT_EXIST,
                    "check the image's name, or log in to its registry"),
            new Rule(ANY, "repository does not exist", ErrorKind.NOT_EXIST, "check the image's name"),
            new Rule(ANY, "unauthorized", ErrorKind.NOT_ALLOWED, "log in to the registry with docker login"),
            new Rule(
                    ANY,
                    "no basic auth credentials",
                    ErrorKind.NOT_ALLOWED,
                    "log in to the registry with docker login"),
            new Rule(ANY, "denied", ErrorKind.NOT_ALLOWED, ""),
            new Rule(404, "", ErrorKind.NOT_EXIST, ""),
            new Rule(400, "", ErrorKind.INVALID, ""),
            new Rule(406, "", ErrorKind.NOT_SUPPORTED, ""),
            new Rule(409, "", ErrorKind.PRECONDITION, ""),
            new Rule(ANY, "net/http", ErrorKind.NET, "the engine could not reach the registry"),
            new Rule(ANY, "dial tcp", ErrorKind.NET, "the engine could not reach the registry"),
            new Rule(ANY, "i/o timeout", ErrorKind.NET, "the engine could not reach the registry"),
            new Rule(ANY, "connection refused", ErrorKind.NET, "the engine could not reach the registry"),
            new Rule(ANY, "server gave http response to https", ErrorKind.NET, "the registry does not speak TLS"),
            new Rule(ANY, "not found", ErrorKind.NOT_EXIST, ""));

    private EngineErrors() {}

    /** Returns what a request's failure means. */
    static WeirflowException of(Throwable e, String engine, String operation, Object... arguments) {
        if (e instanceof WeirflowException known) {
            return known;
        }
        if (e instanceof DockerException answered && answered.getHttpStatus() > 0) {
            return answered(answered.getHttpStatus(), message(answered.getMessage()), e, operation, arguments);
        }
        IOException io = io(e);
        if (io != null) {
            return unreachable(io, e, engine, operation, arguments);
        }
        if (e instanceof DockerException || e instanceof DockerClientException) {
            return answered(ANY, message(e.getMessage()), e, operation, arguments);
        }
        return WeirflowException.wrap(e, operation, arguments);
    }

    /** Returns what a text means that the engine sent in place of a result. */
    static WeirflowException ofText(String text, String operation, Object... arguments) {
        return answered(ANY, text, null, operation, arguments);
    }

    private static WeirflowException answered(
            int status, String text, @Nullable Throwable cause, String operation, Object... arguments) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (Rule rule : RULES) {
            if (rule.matches(status, lower)) {
                return failure(rule.kind, explained(rule.advice, text), cause, operation, arguments);
            }
        }
        return failure(
                ErrorKind.UNAVAILABLE,
                "the engine answered" + (status == ANY ? "" : " " + status) + ": " + text,
                cause,
                operation,
                arguments);
    }

    private static WeirflowException failure(
            ErrorKind kind, String message, @Nullable Throwable cause, String operation, Object... arguments) {
        return new WeirflowException(Failure.of(kind, operation, message, arguments), cause);
    }

    private static String explained(String advice, String text) {
        return advice.isEmpty() ? "the engine says: " + text : advice + " (the engine says: " + text + ")";
    }

    private static WeirflowException unreachable(
            IOException io, Throwable cause, String engine, String operation, Object... arguments) {
        String text = String.valueOf(io.getMessage());
        if (text.contains("Permission denied")) {
            return failure(
                    ErrorKind.NOT_ALLOWED,
                    "this user may not use the Docker engine at " + engine + ": add it to the group of the socket",
                    cause,
                    operation,
                    arguments);
        }
        return new EngineUnreachableException(
                Failure.of(
                        ErrorKind.UNAVAILABLE,
                        operation,
                        "the Docker engine at " + engine + " does not answer ("
                                + io.getClass().getSimpleName() + ": " + text
                                + "): is it running, and is DOCKER_HOST right?",
                        arguments),
                cause);
    }

    private static @Nullable IOException io(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof JsonProcessingException) {
                return new IOException("its answer was cut off or malformed", at);
            }
            if (at instanceof IOException io) {
                return io;
            }
        }
        return null;
    }

    /** Returns the text of an answer: the member {@code message} of its JSON, if it is such. */
    private static String message(@Nullable String body) {
        String text = String.valueOf(body);
        int json = text.indexOf('{');
        if (json >= 0) {
            try {
                JsonNode message = JSON.readTree(text.substring(json)).get("message");
                if (message != null && message.isTextual()) {
                    return message.asText().strip();
                }
            } catch (JsonProcessingException e) {
                return text;
            }
        }
        return text.strip();
    }
}
