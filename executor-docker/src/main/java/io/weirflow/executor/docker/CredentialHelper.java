package io.weirflow.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.model.AuthConfig;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Asks programs {@code docker-credential-NAME} for credentials. Source of the protocol: docker-credential-helpers. It is given the
 * registry on its standard input and answers JSON; a user name {@code <token>} marks an identity token.
 */
final class CredentialHelper {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final String TOKEN_USER = "<token>";
    private static final JsonMapper JSON = new JsonMapper();

    private final List<Path> searchPath;

    /** Looks for helpers in some folders. */
    CredentialHelper(List<Path> searchPath) {
        this.searchPath = List.copyOf(searchPath);
    }

    /** Looks for helpers in the folders of {@code PATH}. */
    static CredentialHelper ofSearchPath() {
        return new CredentialHelper(
                Arrays.stream(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                        .filter(entry -> !entry.isEmpty())
                        .map(Path::of)
                        .toList());
    }

    /** Returns what a helper knows of a registry. */
    Optional<AuthConfig> get(String helper, String registry) {
        Path program = find(helper);
        try {
            Process process = new ProcessBuilder(program.toString(), "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return answer(program, registry, process);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw failed(program, registry, "cannot be run, or its answer not be understood");
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "credentials", registry);
        }
    }

    private Path find(String helper) {
        String program = "docker-credential-" + helper;
        if (NAME.matcher(helper).matches()) {
            for (Path folder : searchPath) {
                Path file = folder.resolve(program);
                if (Files.isExecutable(file)) {
                    return file;
                }
            }
        }
        throw WeirflowException.of(
                ErrorKind.NOT_EXIST,
                "credentials",
                "Docker's configuration names a credential helper that is not in the search path: install it, or log in without",
                program);
    }

    private static Optional<AuthConfig> answer(Path program, String registry, Process process)
            throws IOException, InterruptedException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(registry.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It did not want to know; its exit code tells.
        }
        FutureTask<byte[]> reading =
                new FutureTask<>(() -> process.getInputStream().readAllBytes());
        Threads.perTaskExecutor().execute(reading);
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw failed(program, registry, "did not answer within " + LIMIT);
        }
        try {
            String text = new String(reading.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS), StandardCharsets.UTF_8);
            return answer(program, registry, process.exitValue(), text);
        } catch (ExecutionException | TimeoutException e) {
            throw failed(program, registry, "ended without an answer");
        }
    }

    private static Optional<AuthConfig> answer(Path program, String registry, int exitCode, String text)
            throws IOException {
        if (exitCode != 0) {
            if (text.contains("credentials not found")) {
                return Optional.empty();
            }
            throw failed(program, registry, "exited with code " + exitCode);
        }
        JsonNode json = JSON.readTree(text);
        String user = json.path("Username").asText("");
        String secret = json.path("Secret").asText("");
        AuthConfig auth = new AuthConfig().withRegistryAddress(registry);
        return Optional.of(
                user.equals(TOKEN_USER)
                        ? auth.withIdentityToken(secret)
                        : auth.withUsername(user).withPassword(secret));
    }

    /** The answer itself may hold a secret and is not repeated. */
    private static WeirflowException failed(Path program, String registry, String what) {
        return new WeirflowException(
                Failure.of(ErrorKind.UNAVAILABLE, "credentials", "the credential helper " + what, program, registry));
    }
}
