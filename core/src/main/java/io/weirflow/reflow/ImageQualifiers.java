package io.weirflow.reflow;

/**
 * An image as Reflow's users name it, taken apart: the text {@code $aws} anywhere in it asks for credentials and
 * {@code $docker} for access to the Docker engine.
 *
 * @param image the image without these
 * @param aws whether credentials are asked for
 * @param docker whether access to the Docker engine is asked for
 */
public record ImageQualifiers(String image, boolean aws, boolean docker) {
    private static final String AWS = "$aws";
    private static final String DOCKER = "$docker";

    /** Takes an image apart. */
    public static ImageQualifiers of(String image) {
        return new ImageQualifiers(
                image.replace(AWS, "").replace(DOCKER, ""), image.contains(AWS), image.contains(DOCKER));
    }
}
