package io.weirflow.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.model.AuthConfig;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;

/**
 * The user's credentials for registries, from Docker's {@code config.json}: stored there ({@code auths}), or with a credential helper
 * for one registry ({@code credHelpers}) or for all ({@code credsStore}). The file is read anew each time, since logins change it.
 */
final class RegistryCredentials {
    /** The name under which Docker keeps the credentials of the hub. */
    private static final String HUB_KEY = "https://index.docker.io/v1/";

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final CredentialHelper helper;

    /**
     * Reads a folder's {@code config.json}.
     *
     * @param folder Docker's folder, usually {@code ~/.docker}
     */
    RegistryCredentials(Path folder, CredentialHelper helper) {
        this.file = folder.resolve("config.json");
        this.helper = helper;
    }

    /** Returns where Docker keeps its configuration for this user. */
    static Path defaultFolder() {
        String stated = System.getenv("DOCKER_CONFIG");
        return stated == null || stated.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".docker")
                : Path.of(stated);
    }

    /**
     * Returns the credentials for a registry.
     *
     * @throws WeirflowException if the file or a helper's answer cannot be understood, or the helper fails
     */
    Optional<AuthConfig> of(String registry) {
        JsonNode config = read();
        String key = registry.equals(ImageName.HUB) ? HUB_KEY : registry;
        String own = config.path("credHelpers")
                .path(key)
                .asText(config.path("credHelpers").path(registry).asText(""));
        String name = own.isEmpty() ? config.path("credsStore").asText("") : own;
        Optional<AuthConfig> helped = name.isEmpty() ? Optional.empty() : helper.get(name, key);
        return helped.or(() -> stored(config.path("auths"), key));
    }

    private JsonNode read() {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return JSON.createObjectNode();
        } catch (IOException e) {
            throw new WeirflowException(
                    Failure.of(ErrorKind.INVALID, "credentials", "Docker's configuration cannot be read", file), e);
        }
    }

    private Optional<AuthConfig> stored(JsonNode auths, String key) {
        for (Iterator<String> names = auths.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (name.equals(key) || host(name).equals(host(key))) {
                return decode(auths.get(name), key);
            }
        }
        return Optional.empty();
    }

    private static String host(String name) {
        String rest = name.replaceFirst("^https?://", "");
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private Optional<AuthConfig> decode(JsonNode entry, String key) {
        AuthConfig auth = new AuthConfig().withRegistryAddress(key);
        String token = entry.path("identitytoken").asText("");
        if (!token.isEmpty()) {
            return Optional.of(auth.withIdentityToken(token));
        }
        String username = entry.path("username").asText("");
        String password = entry.path("password").asText("");
        String encoded = entry.path("auth").asText("");
        if (!encoded.isEmpty()) {
            String pair = text(encoded, key);
            int colon = pair.indexOf(':');
            if (colon < 0) {
                throw malformed(key);
            }
            username = pair.substring(0, colon);
            password = pair.substring(colon + 1);
        }
        return username.isEmpty()
                ? Optional.empty()
                : Optional.of(auth.withUsername(username).withPassword(password));
    }

    private String text(String encoded, String key) {
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed(key);
        }
    }

    private WeirflowException malformed(String key) {
        return WeirflowException.of(
                ErrorKind.INVALID,
                "credentials",
                "the entry for " + key + " is not a user name and a password in base 64: log in again",
                file);
    }
}
