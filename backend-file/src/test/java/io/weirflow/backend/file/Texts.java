package io.weirflow.backend.file;

import java.nio.charset.StandardCharsets;

/** Content for tests. */
final class Texts {
    private Texts() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
