package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotAcceptableException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.UnauthorizedException;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EngineErrorsTest {
    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(new NotFoundException("{\"message\":\"No such container: x\"}"), ErrorKind.NOT_EXIST),
                Arguments.of(new UnauthorizedException("{\"message\":\"no\"}"), ErrorKind.NOT_ALLOWED),
                Arguments.of(new DockerException("{\"message\":\"no\"}", 403), ErrorKind.NOT_ALLOWED),
                Arguments.of(new BadRequestException("{\"message\":\"invalid reference format\"}"), ErrorKind.INVALID),
                Arguments.of(new NotAcceptableException("{\"message\":\"no\"}"), ErrorKind.NOT_SUPPORTED),
                Arguments.of(new ConflictException("{\"message\":\"name in use\"}"), ErrorKind.PRECONDITION),
                Arguments.of(new InternalServerErrorException("{\"message\":\"something\"}"), ErrorKind.UNAVAILABLE),
                Arguments.of(new DockerException("not JSON", 503), ErrorKind.UNAVAILABLE),
                Arguments.of(
                        new InternalServerErrorException("{\"message\":\"mkdir /x: no space left on device\"}"),
                        ErrorKind.RESOURCES_EXHAUSTED),
                Arguments.of(
                        new BadRequestException(
                                "{\"message\":\"invalid mount config: bind source path does not exist: /x\"}"),
                        ErrorKind.PRECONDITION),
                Arguments.of(
                        new BadRequestException("{\"message\":\"OCI runtime create failed: exec: \\\"/bin/sh\\\":"
                                + " stat /bin/sh: no such file or directory: unknown\"}"),
                        ErrorKind.NOT_SUPPORTED),
                Arguments.of(new DockerClientException("strange"), ErrorKind.UNAVAILABLE));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theStatusAndTheTextOfAnAnswerTellTheKind(RuntimeException answer, ErrorKind kind) {
        WeirflowException error = EngineErrors.of(answer, "unix:///x", "start", "name");

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error).isNotInstanceOf(EngineUnreachableException.class).hasCause(answer);
        assertThat(error).hasMessageStartingWith("start name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "manifest for x:1 not found: manifest unknown | NOT_EXIST",
                "pull access denied for x, repository does not exist or may require 'docker login' | NOT_EXIST",
                "Head \"http://x/v2/app/manifests/1\": unauthorized: wrong password | NOT_ALLOWED",
                "Head \"http://x/v2/app/manifests/1\": no basic auth credentials | NOT_ALLOWED",
                "toomanyrequests: You have reached your pull rate limit | TEMPORARY",
                "Get \"https://x/v2/\": net/http: TLS handshake timeout | NET",
                "Get \"http://x/v2/\": dial tcp 127.0.0.1:1: connect: connection refused | NET",
                "received unexpected HTTP status: 503 Service Unavailable | UNAVAILABLE",
                "write /var/lib/docker/x: no space left on device | RESOURCES_EXHAUSTED",
            })
    void theTextOfAFailedPullTellsTheKind(String text, ErrorKind kind) {
        assertThat(EngineErrors.ofText(text, "pull", "x").kind()).isEqualTo(kind);
        assertThat(EngineErrors.ofText(text, "pull", "x")).hasMessageContaining(text);
    }

    static Stream<IOException> brokenConnections() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new SocketException("No such file or directory"),
                new EOFException("the end"),
                new IOException("Broken pipe"));
    }

    @ParameterizedTest
    @MethodSource("brokenConnections")
    void whatBreaksTheConnectionMayPass(IOException cause) {
        WeirflowException error = EngineErrors.of(new RuntimeException(cause), "unix:///x", "start", "name");

        assertThat(error).isInstanceOf(EngineUnreachableException.class).hasMessageContaining("unix:///x");
        assertThat(error.failure().isTransient()).isTrue();
    }

    @Test
    void aSocketThatThisUserMayNotUseIsNoPassingTrouble() {
        WeirflowException error =
                EngineErrors.of(new RuntimeException(new SocketException("Permission denied")), "unix:///x", "open");

        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_ALLOWED);
        assertThat(error).hasMessageContaining("group");
    }
}
