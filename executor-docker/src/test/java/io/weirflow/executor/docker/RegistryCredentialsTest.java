package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.model.AuthConfig;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryCredentialsTest {
    /** {@code user:pass}. */
    private static final String AUTH = "{\"auth\":\"dXNlcjpwYXNz\"}";

    @TempDir
    Path folder;

    private RegistryCredentials credentials(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
        return new RegistryCredentials(folder, new CredentialHelper(List.of(folder)));
    }

    private void helper(String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve("docker-credential-" + name), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void assertFails(ErrorKind kind, Runnable call) {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(call::run)
                .matches(e -> e.is(kind), "is of kind " + kind);
    }

    @Test
    void withoutAConfigurationThereAreNone() {
        assertThat(new RegistryCredentials(folder.resolve("none"), new CredentialHelper(List.of())).of("quay.io"))
                .isEmpty();
    }

    @Test
    void storedCredentialsAreThoseOfTheRegistry() throws IOException {
        RegistryCredentials found = credentials("{\"auths\":{\"quay.io\":" + AUTH + ",\"https://index.docker.io/v1/\":"
                + "{\"identitytoken\":\"token\"},\"empty.io\":{}}}");

        assertThat(found.of("quay.io"))
                .get()
                .extracting(AuthConfig::getUsername, AuthConfig::getPassword)
                .containsExactly("user", "pass");
        assertThat(found.of(ImageName.HUB))
                .get()
                .extracting(AuthConfig::getIdentitytoken)
                .isEqualTo("token");
        assertThat(found.of("empty.io")).isEmpty();
        assertThat(found.of("other.io")).isEmpty();
    }

    @Test
    void aHelperOfTheRegistryComesBeforeTheOneForAllAndThatBeforeWhatIsStored() throws IOException {
        helper("own", "cat >/dev/null; echo '{\"Username\":\"own\",\"Secret\":\"s\"}'");
        helper(
                "all",
                "read -r host; if [ \"$host\" = none.io ]; then echo 'credentials not found in native keychain'; exit 1; fi;"
                        + " echo '{\"Username\":\"<token>\",\"Secret\":\"'$host'\"}'");
        RegistryCredentials found =
                credentials("{\"credsStore\":\"all\",\"credHelpers\":{\"own.io\":\"own\"},\"auths\":{\"own.io\":" + AUTH
                        + ",\"none.io\":" + AUTH + "}}");

        assertThat(found.of("own.io")).get().extracting(AuthConfig::getUsername).isEqualTo("own");
        assertThat(found.of("other.io"))
                .get()
                .extracting(AuthConfig::getIdentitytoken)
                .isEqualTo("other.io");
        assertThat(found.of("none.io"))
                .get()
                .extracting(AuthConfig::getUsername)
                .isEqualTo("user");
    }

    @Test
    void whatCannotBeUnderstoodIsAnErrorWithoutTheSecret() throws IOException {
        assertFails(ErrorKind.INVALID, () -> with("{").of("quay.io"));
        assertFails(
                ErrorKind.INVALID,
                () -> with("{\"auths\":{\"quay.io\":{\"auth\":\"%%%\"}}}").of("quay.io"));
        assertFails(
                ErrorKind.INVALID,
                () -> with("{\"auths\":{\"quay.io\":{\"auth\":\"dXNlcg==\"}}}").of("quay.io"));
        assertFails(
                ErrorKind.NOT_EXIST, () -> with("{\"credsStore\":\"missing\"}").of("quay.io"));
        assertFails(
                ErrorKind.NOT_EXIST, () -> with("{\"credsStore\":\"../evil\"}").of("quay.io"));
        helper("broken", "echo s3cr3t; exit 3");
        helper("garbled", "echo s3cr3t");
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> with("{\"credsStore\":\"broken\"}").of("quay.io"))
                .withMessageContaining("exited with code 3")
                .withMessageNotContaining("s3cr3t");
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(() -> with("{\"credsStore\":\"garbled\"}").of("quay.io"))
                .withMessageNotContaining("s3cr3t");
    }

    private RegistryCredentials with(String json) {
        try {
            return credentials(json);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
