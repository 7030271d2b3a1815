package io.weirflow.executor.docker;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;

/**
 * An image's name in parts: {@code [registry/]repository[:tag][@digest]}. Source of the rules: Docker's reference grammar.
 *
 * @param repository registry and repository, as they were written
 * @param registry the registry's host with its port; {@value #HUB} if none was named
 * @param tag the tag; {@code latest} if there is neither tag nor digest, else empty
 * @param digest the digest with its algorithm, or empty
 */
record ImageName(String repository, String registry, String tag, String digest) {
    /** The registry of names without one. */
    static final String HUB = "docker.io";

    /**
     * Returns the parts of a name.
     *
     * @throws WeirflowException of kind INVALID if it is none
     */
    static ImageName parse(String name) {
        String rest = name;
        String digest = "";
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = rest.substring(at + 1);
            rest = rest.substring(0, at);
        }
        String tag = digest.isEmpty() ? "latest" : "";
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
        }
        boolean isBlank = rest.isEmpty() || at >= 0 && digest.isEmpty() || digest.isEmpty() && tag.isEmpty();
        if (isBlank || name.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "image", "expected [registry/]repository[:tag][@digest]", '"' + name + '"');
        }
        return new ImageName(rest, registryOf(rest), tag, digest);
    }

    private static String registryOf(String repository) {
        int slash = repository.indexOf('/');
        String first = slash < 0 ? "" : repository.substring(0, slash);
        boolean isHost = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        return isHost ? first : HUB;
    }

    /** Returns what follows the repository in a pull: the digest, or else the tag. */
    String version() {
        return digest.isEmpty() ? tag : digest;
    }
}
